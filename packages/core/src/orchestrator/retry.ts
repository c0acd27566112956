import { createHash } from "node:crypto";
import { ERROR_CODES, type ErrorCode, type ErrorKind, type Result, StatusEnum } from "@mlops/models";

/** How long to wait between attempts. */
export interface RetryDelays {
  /** Before the second attempt; doubled for each one after. Default 1000. */
  readonly initialMs?: number;
  /** At most. Default 60 000. */
  readonly maxMs?: number;
}

/** Kinds of error that the same call may well not meet again. */
const PASSING: ReadonlySet<ErrorKind> = new Set(["TrackingError", "DeploymentError", "DatabricksError", "TimeoutError"]);
const PASSING_CODES: ReadonlySet<string> = new Set(["FILE_UNREADABLE", "FILE_UNWRITABLE"]);
const LASTING_CODES: ReadonlySet<string> = new Set([
  "TRACKING_INVALID",
  "TRACKING_NOT_FOUND",
  "TRACKING_CONFLICT",
  "DEPLOYMENT_INCOMPATIBLE",
]);
const LASTING_REASONS: ReadonlySet<unknown> = new Set(["gate_blocked", "data_invalid", "drift"]);

/**
 * Whether another attempt may go better: yes for time limits, servers and files; never for configuration, validation, gates, bad data and bugs.
 * A failure without a code (a pipeline of a user's own) may pass, unless its reason says otherwise.
 */
export function mayPass({ status, details }: Result): boolean {
  if (status !== StatusEnum.FAILED && status !== StatusEnum.TIMED_OUT) return false;
  if (LASTING_REASONS.has(details["reason"])) return false;
  const code = details["code"];
  if (typeof code !== "string") return true;
  if (LASTING_CODES.has(code)) return false;
  const entry = ERROR_CODES[code as ErrorCode] as { kind: ErrorKind } | undefined;
  return PASSING_CODES.has(code) || (entry !== undefined && PASSING.has(entry.kind));
}

/** A number in [0, 1) that differs between runs, stages and attempts, and is the same when asked again. */
function jitter(run: string, stage: string, attempt: number): number {
  return createHash("sha256").update(`${run}\n${stage}\n${attempt}`).digest().readUInt32BE() / 2 ** 32;
}

/** Milliseconds to wait after attempt number `attempt` failed: doubled each time, then shortened by up to half so that stages do not retry in step. */
export function retryDelay(attempt: number, run: string, stage: string, { initialMs = 1000, maxMs = 60_000 }: RetryDelays = {}): number {
  const full = Math.min(maxMs, initialMs * 2 ** (attempt - 1));
  return Math.round(full * (1 - jitter(run, stage, attempt) / 2));
}
