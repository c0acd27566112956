import { describe, expect, test } from "vitest";
import { DriftResult, JobRun, LogLevel, ModelVersion, Result, StatusEnum, ValidationResult } from "../index.ts";

describe("results", () => {
  test("defaults: an empty message, now in UTC, no details", () => {
    const before = Date.now();
    const result = Result.parse({ status: "success" });
    expect(result).toEqual({ status: "success", message: "", timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), details: {} });
    expect(Date.parse(result.timestamp)).toBeGreaterThanOrEqual(before);
  });

  test("times with another zone and dates become UTC; a time without a zone is refused", () => {
    const of = (timestamp: unknown) => Result.parse({ status: "success", timestamp }).timestamp;
    expect(of("2026-01-01T02:00:00+02:00")).toBe("2026-01-01T00:00:00.000Z");
    expect(of(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
    expect(of("2026-01-01T02:00:00Z")).toBe("2026-01-01T02:00:00Z");
    expect(Result.safeParse({ status: "success", timestamp: "2026-01-01T02:00:00" }).success).toBe(false);
  });

  test("details are JSON: what is not is refused", () => {
    expect(Result.safeParse({ status: "success", details: { deep: [{ a: null }] } }).success).toBe(true);
    for (const bad of [new Map(), () => 1, undefined, Number.NaN, 1n])
      expect(Result.safeParse({ status: "success", details: { bad } }).success).toBe(false);
  });

  test("unknown statuses and keys are refused", () => {
    expect(Result.safeParse({ status: "great" }).success).toBe(false);
    expect(Result.safeParse({ status: "success", extra: 1 }).success).toBe(false);
    for (const status of Object.values(StatusEnum)) expect(Result.parse({ status }).status).toBe(status);
    expect(Object.values(LogLevel)).toHaveLength(7);
  });
});

describe("isValid", () => {
  test.each(Object.values(StatusEnum))("is derived: %s", (status) => {
    expect(ValidationResult.parse({ status }).isValid).toBe(status === "success");
  });

  test("survives a JSON round trip, and is recomputed whatever the JSON says", () => {
    const result = ValidationResult.parse({ status: "failed", failedRules: ["not_null:id"] });
    expect(ValidationResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(ValidationResult.parse({ ...result, isValid: true }).isValid).toBe(false);
    expect(ValidationResult.parse({ ...result, status: "success", isValid: false }).isValid).toBe(true);
  });
});

test("drift scores are effects in [0, 1]", () => {
  expect(DriftResult.parse({ status: "warning" })).toMatchObject({
    hasDrift: false,
    driftScore: 0,
    driftedFeatures: [],
    featureDriftScores: {},
  });
  expect(DriftResult.safeParse({ status: "warning", driftScore: 1.1 }).success).toBe(false);
  expect(DriftResult.safeParse({ status: "warning", featureDriftScores: { a: -0.1 } }).success).toBe(false);
});

test("what servers answer may hold more than is read", () => {
  expect(ModelVersion.parse({ name: "m", version: "3", later: 1 })).toEqual({
    name: "m",
    version: "3",
    status: "READY",
    description: "",
    aliases: [],
    tags: {},
  });
  expect(ModelVersion.safeParse({ name: "m", version: 3 }).success).toBe(false);
  expect(JobRun.parse({ runId: "9007199254740993", jobId: "1", lifeCycleState: "RUNNING", x: 1 })).toEqual({
    runId: "9007199254740993",
    jobId: "1",
    lifeCycleState: "RUNNING",
    message: "",
  });
});
