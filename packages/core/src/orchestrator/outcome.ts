import { type Json, Result, type StageKind, StatusEnum } from "@mlops/models";

/** What became of a stage. Times are null for one that never started. */
export interface StageOutcome {
  readonly name: string;
  readonly kind: StageKind;
  readonly status: StatusEnum;
  readonly message: string;
  readonly reason?: string;
  readonly code?: string;
  readonly hint?: string;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly details: Readonly<Record<string, Json>>;
}

/** What made a run end before its stages were through. */
export type StopCause = "aborted" | "fail_fast" | "run_timeout" | "state_unwritable";

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

function statusOf(outcomes: readonly StageOutcome[], cause: StopCause | undefined): StatusEnum {
  if (cause === "aborted") return StatusEnum.CANCELLED;
  if (cause === "run_timeout") return StatusEnum.TIMED_OUT;
  const has = (status: StatusEnum): boolean => outcomes.some((outcome) => outcome.status === status);
  if (cause !== undefined || has(StatusEnum.FAILED) || has(StatusEnum.TIMED_OUT)) return StatusEnum.FAILED;
  return has(StatusEnum.WARNING) ? StatusEnum.WARNING : StatusEnum.SUCCESS;
}

function messageOf(outcomes: readonly StageOutcome[], status: StatusEnum): string {
  const bad = outcomes.filter((outcome) => outcome.status === StatusEnum.FAILED || outcome.status === StatusEnum.TIMED_OUT);
  if (status === StatusEnum.CANCELLED) return "the run was cancelled";
  if (bad.length > 0) return bad.map(({ name, message }) => `${name}: ${message}`).join("; ");
  if (status === StatusEnum.TIMED_OUT) return "the run reached its time limit";
  const skipped = outcomes.filter((outcome) => outcome.status === StatusEnum.SKIPPED).length;
  const done = plural(outcomes.length - skipped, "stage");
  return skipped === 0 ? `${done} finished` : `${done} finished, ${skipped} skipped`;
}

/**
 * The result of a whole run: cancelled wins, then the run's time limit, then failed when a stage failed or timed out, then warning; stages that were only
 * skipped leave success. `details.stages` has one entry per stage, `details.counts` the number of stages by status.
 */
export function runResult(
  outcomes: readonly StageOutcome[],
  run: {
    readonly id: string;
    readonly folder: string;
    readonly durationMs: number;
    readonly cause?: StopCause | undefined;
    readonly signal?: string | undefined;
  },
): Result {
  const status = statusOf(outcomes, run.cause);
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome.status] = (counts[outcome.status] ?? 0) + 1;
  const details = {
    run: run.id,
    folder: run.folder,
    durationMs: run.durationMs,
    counts,
    ...(run.cause === undefined ? {} : { reason: run.cause }),
    ...(run.signal === undefined ? {} : { signal: run.signal }),
    stages: outcomes.map((outcome) => ({ ...outcome })) as Json,
  };
  return Result.parse({ status, message: messageOf(outcomes, status), details });
}
