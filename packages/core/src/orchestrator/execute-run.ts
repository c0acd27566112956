import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { type MLOpsError, PipelineError, Result, StatusEnum, TimeoutError, TrackingConfig } from "@mlops/models";
import { Journal } from "../journal/journal.ts";
import { thisWriter } from "../journal/writer.ts";
import type { Logger } from "../logging/logger.ts";
import { registerSecrets, scrub } from "../logging/scrub.ts";
import type { RunEvent } from "../pipeline/run-event.ts";
import { errorDetails, failedResult, type StageResult, withOutput } from "../pipeline/stage-result.ts";
import { DEFAULT_GRACE_MS, durationText, LONGEST_TIMER_MS } from "../worker/limits.ts";
import { exitCodeOf, signalOf } from "./exit-code.ts";
import type { OrchestratorRunOptions } from "./orchestrator.ts";
import { runResult, type StopCause } from "./outcome.ts";
import { runStages } from "./run.ts";
import type { PreparedStage, RunSettings } from "./stage-attempts.ts";

type Outputs = Readonly<Record<string, unknown>>;

/** The end of a run before its time: the first cause holds, but an abort by the caller wins over all others. */
class Stop {
  readonly #controller = new AbortController();
  cause: StopCause | undefined;
  readonly signal = this.#controller.signal;
  readonly now = (cause: StopCause, reason: unknown): void => {
    if (this.cause === undefined || cause === "aborted") this.cause = cause;
    this.#controller.abort(reason);
  };
}

/** Watches the caller's signal and the run's time limit; call the result when the run is over. */
function watch(stop: Stop, { signal, runTimeoutMinutes }: OrchestratorRunOptions): () => void {
  const onAbort = (): void => stop.now("aborted", signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const limit = runTimeoutMinutes === undefined ? undefined : runTimeoutMinutes * 60_000;
  const timer =
    limit === undefined || limit > LONGEST_TIMER_MS
      ? undefined
      : setTimeout(
          () => stop.now("run_timeout", new TimeoutError({ code: "TIMED_OUT", what: "the run", limit: durationText(limit) })),
          limit,
        );
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
}

/** Runs prepared stages with a journal of their own. An unwritable home is a failed result with `STATE_UNWRITABLE`. */
export async function executeRun(
  prepared: readonly PreparedStage[],
  options: OrchestratorRunOptions,
  logger: Logger,
): Promise<StageResult<Outputs>> {
  const home = resolve(options.home ?? ".mlops");
  const began = performance.now();
  const trackingConfig = options.trackingConfig ?? TrackingConfig.parse({});
  registerSecrets(trackingConfig);
  let journal: Journal;
  try {
    journal = Journal.create(home);
  } catch (error) {
    if (!PipelineError.isInstance(error)) throw error;
    logger.error(error.message, { code: error.code });
    return failedResult(error);
  }

  const { id, folder } = journal;
  const stop = new Stop();
  let broken: MLOpsError | undefined;
  const record = (write: () => void): void => {
    if (broken) return;
    try {
      write();
    } catch (error) {
      if (!PipelineError.isInstance(error)) throw error;
      broken = error;
      logger.error(error.message, { code: error.code });
      stop.now("state_unwritable", error);
    }
  };
  const tell = (event: RunEvent): void => {
    try {
      options.onEvent?.(scrub(event));
    } catch (error) {
      logger.error("a listener to the run's events failed", { error });
    }
  };
  const emit = (event: RunEvent): void => {
    if (event.type !== "stage_progress") record(() => journal.append(event));
    tell(event);
  };

  const name = options.name ?? prepared[0]?.pipeline.name ?? "pipeline";
  const seed = options.seed ?? 0;
  const stages = prepared.map(({ stage }) => ({ name: stage.name, kind: stage.kind, dependsOn: stage.dependsOn }));
  const started = { type: "run_started", at: new Date().toISOString(), run: id, name, folder, stages } as const;
  record(() => journal.append({ ...started, writer: thisWriter(), seed, pipelineFile: options.pipelineFile }));
  tell(started);
  logger.info(`run ${id} started`, { folder });

  const unwatch = watch(stop, options);
  const settings: RunSettings = {
    id,
    folder,
    home,
    seed,
    params: options.params,
    trackingConfig,
    pipelineFile: options.pipelineFile,
    signal: stop.signal,
    graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
    workers: options.workers ?? true,
    retry: options.retry ?? {},
    logger,
    emit,
  };
  const { outcomes, outputs } = await runStages(
    {
      stages: prepared,
      inputs: options.inputs ?? {},
      concurrency: options.concurrency ?? availableParallelism(),
      failFast: options.failFast ?? false,
      stop: stop.now,
      stopped: () => stop.cause,
    },
    settings,
  ).finally(unwatch);

  const durationMs = Math.round(performance.now() - began);
  const signal = stop.cause === "aborted" ? signalOf(options.signal?.reason) : undefined;
  const finish = (): Result => {
    const result = runResult(outcomes, { id, folder, durationMs, cause: stop.cause, signal });
    if (!broken || result.status === StatusEnum.CANCELLED) return result;
    return Result.parse({
      ...result,
      status: StatusEnum.FAILED,
      message: broken.message,
      details: { ...result.details, ...errorDetails(broken) },
    });
  };
  let result = finish();
  const { status, message } = result;
  emit({ type: "run_finished", at: new Date().toISOString(), run: id, status, message, durationMs });
  record(() => journal.summarise({ id, name, startedAt: started.at, exitCode: exitCodeOf(result), result }));
  journal.close();
  if (broken) result = finish();
  logger.info(`run ${id} ended: ${result.status}`, { message: result.message, durationMs });
  return withOutput(result, Object.fromEntries(outputs));
}
