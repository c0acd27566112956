import { type Json, type MLOpsError, Result, StatusEnum } from "@mlops/models";
import { scrub } from "../logging/scrub.ts";
import { toJson } from "./json-safe.ts";

/** A result with what the next stages read; `output` is not enumerable, so that printing or serialising a result leaves the tables out. */
export type StageResult<Out = unknown> = Result & { readonly output?: Out };

/** Adds `output` to `result` without making it enumerable. */
export function withOutput<Out>(result: Result, output: Out | undefined): StageResult<Out> {
  return output === undefined ? result : Object.defineProperty(result, "output", { value: output, enumerable: false });
}

/** Why a result is not a success, where the error's code says more than "failed". */
const REASONS: Readonly<Record<string, string>> = { GATE_BLOCKED: "gate_blocked", DATA_INVALID: "data_invalid" };

/** `details` of a failed result: the error's class, code, hint and fields, of a crash its stack, JSON-safe and without secrets. */
export function errorDetails(error: MLOpsError): Record<string, Json> {
  const reason = REASONS[error.code];
  const details = { error: error.name, code: error.code, hint: error.hint, fields: toJson(error.fields), ...(reason ? { reason } : {}) };
  const stack = error.code === "STAGE_CRASHED" && error.cause instanceof Error ? error.cause.stack : undefined;
  return scrub(stack === undefined ? details : { ...details, stack });
}

/** The result that `error` becomes; `timed_out` for a time limit, else `failed`. */
export function failedResult(error: MLOpsError): Result {
  const status = error.code === "TIMED_OUT" ? StatusEnum.TIMED_OUT : StatusEnum.FAILED;
  return Result.parse({ status, message: scrub(error.message), details: errorDetails(error) });
}
