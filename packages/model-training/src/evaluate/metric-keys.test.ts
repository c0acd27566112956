import type { Evaluation } from "@mlops/core/stage";
import { expect, it } from "vitest";
import { metricRecords } from "./metric-keys.ts";

const of = (set: string, group?: string): Evaluation => ({
  set,
  ...(group === undefined ? {} : { group }),
  metrics: { auc: { value: 0.5, n: 1, interval: null }, f1: { value: null, n: 1, interval: null } },
});
const keys = (...evaluations: Evaluation[]) => metricRecords(evaluations, "validation").map(({ key }) => key);

it("names sets and groups, the judged rows by the metric alone, and leaves undefined metrics out", () => {
  expect(metricRecords([of("validation")], "validation")).toEqual([{ key: "auc", value: 0.5 }]);
  expect(keys(of("validation"), of("test"), of("later", "2016"))).toEqual(["auc", "test/auc", "later/2016/auc"]);
});

it("writes only what MLflow takes, and keeps names apart that come out alike", () => {
  expect(keys(of("a/b", "c:d"), of("a_b", "c_d"), of("a b", "é"))).toEqual(["a_b/c_d/auc", "a_b/c_d_2/auc", "a b/_/auc"]);
  expect(keys(of("s", ".."), of("s", ""), of("s", "."))).toEqual(["s/_../auc", "s/_/auc", "s/_./auc"]);
  expect(keys(of("x".repeat(300)))[0]?.length).toBeLessThan(100);
});
