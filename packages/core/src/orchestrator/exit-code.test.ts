import {
  ConfigError,
  DataError,
  DriftResult,
  ERROR_CODES,
  type ErrorCode,
  MLOpsError,
  PipelineError,
  Result,
  ValidationResult,
} from "@mlops/models";
import { expect, test } from "vitest";
import { exitCodeOf, signalOf } from "./exit-code.ts";
import { interruption } from "./interruption.ts";

const result = (status: string, details: object = {}) => Result.parse({ status, details });
const stage = (status: string, more: object = {}) => ({ name: "s", kind: "data", status, message: "", details: {}, ...more });

test("one result", () => {
  expect(["success", "warning", "skipped"].map((status) => exitCodeOf(result(status)))).toEqual([0, 0, 0]);
  expect(["failed", "timed_out", "cancelled"].map((status) => exitCodeOf(result(status)))).toEqual([1, 1, 130]);
  expect(exitCodeOf(result("cancelled", { signal: "SIGTERM" }))).toBe(143);
  expect(exitCodeOf(result("failed", { code: "CONFIG_INVALID" }))).toBe(3);
  expect(exitCodeOf(result("failed", { code: "DATA_INVALID" }))).toBe(4);
  expect(exitCodeOf(result("failed", { reason: "gate_blocked" }))).toBe(5);
  expect(exitCodeOf(result("failed", { reason: "drift" }))).toBe(6);
  expect(exitCodeOf(ValidationResult.parse({ status: "failed", failedRules: ["r"] }))).toBe(4);
  expect(exitCodeOf(DriftResult.parse({ status: "failed", hasDrift: true }))).toBe(6);
  expect(exitCodeOf(DriftResult.parse({ status: "warning", hasDrift: true }))).toBe(0);
});

test("of several causes 3 goes before 2, 1, 4, 5 and 6; stages cancelled beside a failure do not count", () => {
  const causes = [
    stage("failed", { reason: "drift" }),
    stage("failed", { reason: "gate_blocked" }),
    stage("failed", { code: "DATA_INVALID" }),
    stage("timed_out", { code: "TIMED_OUT" }),
    stage("failed", { code: "STAGE_CRASHED" }),
    stage("failed", { code: "CONFIG_INVALID" }),
  ];
  const codes = causes.map((_, i) =>
    exitCodeOf(result("failed", { stages: [stage("cancelled"), stage("success"), ...causes.slice(0, i + 1)] })),
  );
  expect(codes).toEqual([6, 5, 4, 1, 2, 3]);
  expect(exitCodeOf(result("cancelled", { stages: causes }))).toBe(130);
  expect(exitCodeOf(result("timed_out", { stages: [stage("failed", { reason: "drift" })] }))).toBe(1);
  expect(exitCodeOf(result("failed", { code: "STATE_UNWRITABLE", stages: [stage("failed", { reason: "drift" })] }))).toBe(1);
});

test("errors", () => {
  expect(exitCodeOf(new ConfigError({ code: "CONFIG_INVALID" }))).toBe(3);
  expect(exitCodeOf(new MLOpsError({ code: "NOT_SUPPORTED" }))).toBe(3);
  expect(exitCodeOf(new PipelineError({ code: "STAGE_CYCLE" }))).toBe(3);
  expect(exitCodeOf(new PipelineError({ code: "GATE_BLOCKED" }))).toBe(5);
  expect(exitCodeOf(new DataError({ code: "TABLE_EMPTY" }))).toBe(1);
  expect(exitCodeOf(new TypeError("bug"))).toBe(2);
  expect(exitCodeOf(undefined)).toBe(2);
  expect(exitCodeOf(interruption("SIGINT"))).toBe(130);
  expect(exitCodeOf("SIGTERM")).toBe(143);
  expect(exitCodeOf(new DOMException("stop", "AbortError"))).toBe(130);
  expect(signalOf(new Error("x"))).toBeUndefined();
});

test("every code of the table has an exit code a person expects", () => {
  const of = (code: string) => exitCodeOf(new MLOpsError({ code: code as ErrorCode }));
  const codes = Object.keys(ERROR_CODES);
  const ending = (exit: number) => codes.filter((code) => of(code) === exit);
  expect(codes.filter((code) => ![1, 2, 3, 4, 5].includes(of(code)))).toEqual([]);
  expect(ending(2)).toEqual(["STAGE_CRASHED"]);
  expect(ending(4)).toEqual(["DATA_INVALID"]);
  expect(ending(5)).toEqual(["GATE_BLOCKED"]);
  for (const code of ending(3))
    expect(code).toMatch(
      /^(CONFIG_|PARAMETER_|NOT_SUPPORTED|PACKAGE_MISSING|STAGE_|RUN_UNKNOWN|MODEL_URI_INVALID|USAGE_INVALID|ADDRESS_UNAVAILABLE|ENDPOINT_UNKNOWN)/,
    );
});
