import { RunIf } from "@mlops/models";
import { expect, test } from "vitest";
import { skipReason, type Upstream } from "./run-if.ts";

const S: Upstream = { status: "success" };
const W: Upstream = { status: "warning" };
const F: Upstream = { status: "failed" };
const T: Upstream = { status: "timed_out" };
const K: Upstream = { status: "skipped", reason: "disabled" };
const U: Upstream = { status: "skipped", reason: "upstream_failed" };

const row = (upstream: readonly Upstream[]) => RunIf.options.map((runIf) => skipReason(runIf, upstream) ?? "runs");

test.each([
  // all_success, at_least_one_success, none_failed, all_done, at_least_one_failed, all_failed
  ["nothing before", [], ["runs", "runs", "runs", "runs", "excluded", "excluded"]],
  ["all succeeded", [S, W], ["runs", "runs", "runs", "runs", "excluded", "excluded"]],
  ["one failed", [S, F], ["upstream_failed", "runs", "upstream_failed", "runs", "runs", "excluded"]],
  ["all failed", [F, T, U], ["upstream_failed", "upstream_failed", "upstream_failed", "runs", "runs", "runs"]],
  ["one skipped", [S, K], ["upstream_skipped", "runs", "runs", "runs", "excluded", "excluded"]],
  ["all skipped", [K, K], ["upstream_skipped", "upstream_skipped", "runs", "runs", "excluded", "excluded"]],
  ["skipped for a failure further up", [S, U], ["upstream_failed", "runs", "upstream_failed", "runs", "runs", "excluded"]],
])("%s", (_, upstream, expected) => {
  expect(row(upstream)).toEqual(expected);
});
