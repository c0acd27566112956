import { setTimeout as delay } from "node:timers/promises";
import { MLOpsError, PipelineError, Result, StatusEnum, type TrackingConfig } from "@mlops/models";
import { withLogContext } from "../logging/context.ts";
import type { Logger } from "../logging/logger.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { PipelineKind } from "../pipeline/pipeline-kind.ts";
import type { RunEvent } from "../pipeline/run-event.ts";
import type { RunIdentity, RunOptions, StageInputs } from "../pipeline/run-options.ts";
import { failedResult, type StageResult, withOutput } from "../pipeline/stage-result.ts";
import { runWithLimits } from "../worker/limits.ts";
import { mayPass, type RetryDelays, retryDelay } from "./retry.ts";
import type { PipelineStage } from "./stage.ts";

/** What every stage of a run shares. */
export interface RunSettings {
  readonly id: string;
  readonly folder: string;
  readonly home: string;
  readonly seed: number;
  readonly params: RunOptions["params"];
  readonly trackingConfig: TrackingConfig;
  readonly pipelineFile: string | undefined;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  readonly graceMs: number;
  readonly workers: boolean;
  readonly retry: RetryDelays;
  readonly logger: Logger;
  readonly emit: (event: RunEvent) => void;
}

/** A stage ready to run: its configuration has been accepted. */
export interface PreparedStage {
  readonly stage: PipelineStage;
  readonly pipeline: Pipeline;
  readonly Kind: PipelineKind;
}

export interface AttemptsResult {
  readonly result: StageResult;
  readonly attempts: number;
  readonly startedAt: string;
}

const LIVE: ReadonlySet<StatusEnum> = new Set([StatusEnum.PENDING, StatusEnum.RUNNING, StatusEnum.RETRYING]);

/** Checks what a pipeline returned: a class of a user's own may return anything. */
function checked(stage: string, returned: StageResult): StageResult {
  const { status, message, timestamp, details } = (returned ?? {}) as Partial<Result>;
  const parsed = Result.safeParse({ status, message, timestamp, details });
  if (parsed.success && !LIVE.has(parsed.data.status)) return withOutput(parsed.data, returned.output);
  const detail = parsed.success ? `it returned while ${parsed.data.status}` : "it returned no Result";
  throw new PipelineError({ code: "STAGE_CRASHED", stage, detail });
}

async function attempt(
  { stage, pipeline, Kind }: PreparedStage,
  inputs: StageInputs,
  run: RunIdentity,
  settings: RunSettings,
): Promise<StageResult> {
  const { home, seed, params, trackingConfig, pipelineFile, folder: runFolder, signal, graceMs, emit } = settings;
  const given = { ...(params === undefined ? {} : { params }), ...(pipelineFile === undefined ? {} : { pipelineFile }) };
  const limits = { signal, graceMs, timeoutMs: stage.config.timeoutMinutes * 60_000 };
  const options: RunOptions = { home, seed, trackingConfig, runFolder, run, inputs, ...given };
  if (settings.workers && Kind.workerEntry !== undefined) {
    const { runInWorker } = await import("../worker/run-in-worker.ts");
    const task = { kind: `stage ${stage.name}`, config: pipeline.config, options };
    return checked(stage.name, await runInWorker(Kind.workerEntry, task, { ...limits, onEvent: emit }));
  }
  const start = (own: AbortSignal) => ({
    result: Promise.resolve().then(() => pipeline.run({ ...options, signal: own, onEvent: (event) => own.aborted || emit(event) })),
  });
  return checked(stage.name, await runWithLimits(start, { ...limits, what: `stage ${stage.name}` }));
}

/** The result that whatever an attempt threw becomes; a bug is a crash, shown with its stack in the log. */
function resultOf(error: unknown, stage: string, logger: Logger): Result {
  if (MLOpsError.isInstance(error)) {
    if (error.code === "STAGE_CRASHED") logger.error(error.message, { cause: stackOf(error.cause) });
    return failedResult(error);
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  logger.error(`stage ${stage} crashed`, { stack: stackOf(error) });
  return failedResult(new PipelineError({ code: "STAGE_CRASHED", stage, detail, cause: error }));
}

const stackOf = (error: unknown): string | undefined => (error instanceof Error ? error.stack : undefined);

/**
 * Runs a stage until it succeeds, fails for good or has used its attempts, each under the stage's time limit.
 * @throws the reason of `settings.signal` once that is aborted
 */
export async function runAttempts(prepared: PreparedStage, inputs: StageInputs, settings: RunSettings): Promise<AttemptsResult> {
  const { stage } = prepared;
  const { id, signal, emit, logger } = settings;
  let firstStart: string | undefined;
  for (let number = 1; ; number++) {
    signal.throwIfAborted();
    const startedAt = new Date().toISOString();
    firstStart ??= startedAt;
    emit({ type: "stage_started", at: startedAt, run: id, stage: stage.name, kind: stage.kind, attempt: number });
    const identity = { id, stage: stage.name, attempt: number, startedAt };
    const result = await withLogContext({ run: id, stage: stage.name, attempt: number }, () =>
      attempt(prepared, inputs, identity, settings).catch((error: unknown) => {
        signal.throwIfAborted();
        return resultOf(error, stage.name, logger);
      }),
    );
    if (number > stage.config.retryAttempts || !mayPass(result)) return { result, attempts: number, startedAt: firstStart };
    const delayMs = retryDelay(number, id, stage.name, settings.retry);
    const { code } = result.details;
    const { status, message } = result;
    const at = new Date().toISOString();
    const why = typeof code === "string" ? { code } : {};
    emit({ type: "stage_retrying", at, run: id, stage: stage.name, attempt: number, delayMs, status, message, ...why });
    logger.warn(`stage ${stage.name} is tried again`, { attempt: number, delayMs, reason: message });
    await delay(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
