import { describe, expect, test } from "vitest";
import * as errors from "./index.ts";
import { ERROR_CODES, type ErrorCode, type ErrorKind, MLOpsError } from "./index.ts";

const codes = Object.keys(ERROR_CODES) as ErrorCode[];
const classes: Readonly<Record<ErrorKind, { new (init: never): MLOpsError; isInstance(error: unknown): boolean }>> = {
  MLOpsError: errors.MLOpsError,
  ConfigError: errors.ConfigError,
  ValidationFailure: errors.ValidationFailure,
  DataError: errors.DataError,
  NotFittedError: errors.NotFittedError,
  TrackingError: errors.TrackingError,
  DeploymentError: errors.DeploymentError,
  DatabricksError: errors.DatabricksError,
  PipelineError: errors.PipelineError,
  TimeoutError: errors.TimeoutError,
};
const kinds = Object.keys(classes) as ErrorKind[];

describe("the table of codes", () => {
  test.each(codes)("%s has a class, a message and something to try", (code) => {
    const { kind, message, hint } = ERROR_CODES[code];
    expect(code).toMatch(/^[A-Z][A-Z_]+$/);
    expect(kinds).toContain(kind);
    expect(message).toMatch(/^[a-z"{A-Z]/);
    expect(message).not.toMatch(/\.$/);
    expect(hint.length).toBeGreaterThan(5);
    const made = new classes[kind]({ code } as never);
    expect([made.code, made.name]).toEqual([code, kind]);
  });

  test("every class carries at least one code", () => {
    expect(kinds.filter((kind) => !codes.some((code) => ERROR_CODES[code].kind === kind))).toEqual([]);
  });
});

describe("an error", () => {
  test("fills its message and hint from its fields; lists are joined, what is missing is a question mark", () => {
    const error = new errors.DataError({ code: "COLUMN_MISSING", column: "x", available: ["a", "b"] });
    expect([error.message, error.hint]).toEqual(['there is no column "x"', "columns: a, b"]);
    expect(new errors.DataError({ code: "COLUMN_MISSING" }).message).toBe('there is no column "?"');
  });

  test("takes a message, hint and cause of its own, and is plain JSON", () => {
    const cause = new Error("deep");
    const error = new errors.ConfigError({ code: "CONFIG_INVALID", message: "m", hint: "h", cause, file: "f" });
    expect(error.cause).toBe(cause);
    expect(JSON.parse(JSON.stringify(error))).toEqual({ name: "ConfigError", code: "CONFIG_INVALID", message: "m", hint: "h", file: "f" });
    expect("cause" in new errors.ConfigError({ code: "CONFIG_INVALID" })).toBe(false);
  });

  test.each(kinds)("%s is recognised as itself and as MLOpsError, as nothing else", (kind) => {
    const code = codes.find((candidate) => ERROR_CODES[candidate].kind === kind);
    const error = new classes[kind]({ code } as never);
    expect(kinds.filter((other) => classes[other].isInstance(error))).toEqual([...new Set<ErrorKind>(["MLOpsError", kind])]);
    expect(error).toBeInstanceOf(Error);
  });

  test.each([null, undefined, "text", 1, {}, new Error("x"), { code: "DATA_INVALID" }])("%s is none", (value) => {
    for (const kind of kinds) expect(classes[kind].isInstance(value)).toBe(false);
  });

  test("is recognised across copies of this package, where instanceof is not", async () => {
    const copy: typeof errors = await import(/* @vite-ignore */ `${"./mlops-error.ts"}?another-copy`);
    const error = new copy.DataError({ code: "TABLE_EMPTY" });
    expect(error instanceof errors.DataError).toBe(false);
    expect([errors.DataError.isInstance(error), MLOpsError.isInstance(error), errors.ConfigError.isInstance(error)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
