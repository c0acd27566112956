import { ERROR_CODES, type ErrorCode, MLOpsError, Result } from "@mlops/models";
import fc from "fast-check";
import { expect, test } from "vitest";
import { failedResult } from "../pipeline/stage-result.ts";
import { mayPass, retryDelay } from "./retry.ts";

test("never for configuration, validation, gates, bad data and bugs", () => {
  const retried = Object.keys(ERROR_CODES).filter((code) => mayPass(failedResult(new MLOpsError({ code: code as ErrorCode }))));
  expect(retried).toEqual([
    "TIMED_OUT",
    "FILE_UNREADABLE",
    "FILE_UNWRITABLE",
    ...Object.entries(ERROR_CODES)
      .filter(([code, { kind }]) => kind === "TrackingError" && !/INVALID|NOT_FOUND|CONFLICT/.test(code))
      .map(([code]) => code),
    ...Object.entries(ERROR_CODES)
      .filter(([code, { kind }]) => (kind === "DeploymentError" && code !== "DEPLOYMENT_INCOMPATIBLE") || kind === "DatabricksError")
      .map(([code]) => code),
  ]);
});

test("a failure without a code may pass, unless its reason says otherwise; what did not fail is not tried again", () => {
  const of = (status: string, details: object = {}) => mayPass(Result.parse({ status, details }));
  expect([of("failed"), of("timed_out"), of("failed", { reason: "drift" }), of("failed", { code: "OF_A_USER" })]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([of("success"), of("warning"), of("cancelled"), of("skipped")]).toEqual([false, false, false, false]);
});

test("waits double, are shortened by up to half, never exceed the most, and are the same when asked again", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.string(), fc.string(), (attempt, run, stage) => {
      const wait = retryDelay(attempt, run, stage, { initialMs: 100, maxMs: 5000 });
      const full = Math.min(5000, 100 * 2 ** (attempt - 1));
      expect(wait).toBeGreaterThanOrEqual(full / 2 - 1);
      expect(wait).toBeLessThanOrEqual(full);
      expect(retryDelay(attempt, run, stage, { initialMs: 100, maxMs: 5000 })).toBe(wait);
    }),
  );
  expect(retryDelay(1, "r", "a")).not.toBe(retryDelay(1, "r", "b"));
});
