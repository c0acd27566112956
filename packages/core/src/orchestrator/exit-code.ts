import { ERROR_CODES, type ErrorCode, MLOpsError, type Result, StatusEnum } from "@mlops/models";
import type { StageOutcome } from "./outcome.ts";

/** Exit codes of a process, the one that wins first. */
const PRECEDENCE: readonly number[] = [143, 130, 3, 2, 1, 4, 5, 6, 0];

/** Codes that are not what their class says. */
const BY_CODE: Readonly<Record<string, number>> = {
  NOT_SUPPORTED: 3,
  STAGE_DUPLICATE: 3,
  STAGE_UNKNOWN: 3,
  STAGE_CYCLE: 3,
  STAGE_INPUT_MISSING: 3,
  RUN_UNKNOWN: 3,
  STAGE_CRASHED: 2,
  GATE_BLOCKED: 5,
};

function ofCode(code: string): number {
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  const kind = (ERROR_CODES[code as ErrorCode] as { kind: string } | undefined)?.kind;
  if (kind === "ConfigError") return 3;
  return kind === "ValidationFailure" ? 4 : 1;
}

const BY_REASON: Readonly<Record<string, number>> = { gate_blocked: 5, data_invalid: 4, drift: 6 };

/** What a failed stage or result alone would end with. */
function ofFailure(details: Readonly<Record<string, unknown>>, code: unknown, reason: unknown): number {
  if (typeof reason === "string" && BY_REASON[reason] !== undefined) return BY_REASON[reason];
  if (typeof code === "string") return ofCode(code);
  return details["hasDrift"] === true ? 6 : 1;
}

const isFailure = (status: string): boolean => status === StatusEnum.FAILED || status === StatusEnum.TIMED_OUT;

/** The signal that an abort reason names: a string, or an object with `signal`. */
export function signalOf(reason: unknown): string | undefined {
  const name = typeof reason === "string" ? reason : (reason as { signal?: unknown } | null | undefined)?.signal;
  return name === "SIGINT" || name === "SIGTERM" ? name : undefined;
}

function ofResult(result: Result): number[] {
  const { status, details } = result;
  if (status === StatusEnum.CANCELLED) return [details["signal"] === "SIGTERM" ? 143 : 130];
  const stages = (Array.isArray(details["stages"]) ? details["stages"] : []) as unknown as readonly StageOutcome[];
  const codes = stages.filter((stage) => isFailure(stage.status)).map((stage) => ofFailure(stage.details, stage.code, stage.reason));
  if (!isFailure(status)) return [0, ...codes];
  const own = details["code"] ?? (("validationErrors" in result && "DATA_INVALID") || undefined);
  if (codes.length > 0 && own === undefined && status !== StatusEnum.TIMED_OUT) return codes;
  const drift = { ...details, ...("hasDrift" in result ? { hasDrift: result.hasDrift } : {}) };
  return [...codes, ofFailure(drift, own, details["reason"])];
}

/**
 * The exit code of a process that ended with `outcome`: 0 ok, 1 failed, 2 crashed, 3 usage or configuration, 4 data invalid, 5 gate blocked, 6 drift,
 * 130 interrupted, 143 terminated. Of several causes 130/143 wins, then 3, 2, 1, 4, 5, 6.
 * @example exitCodeOf({ status: "success", message: "", timestamp: "", details: {} }) // => 0
 * @example exitCodeOf(new TypeError("a bug")) // => 2
 */
export function exitCodeOf(outcome: Result | unknown): number {
  const isResult = typeof outcome === "object" && outcome !== null && "status" in outcome && "details" in outcome;
  const codes = isResult ? ofResult(outcome as Result) : [ofError(outcome)];
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 1;
}

function ofError(error: unknown): number {
  if (MLOpsError.isInstance(error)) return ofCode(error.code);
  const signal = signalOf(error);
  if (signal !== undefined) return signal === "SIGTERM" ? 143 : 130;
  return (error as { name?: unknown } | null | undefined)?.name === "AbortError" ? 130 : 2;
}
