import { startLearnThreads } from "@mlops/core/learn-threads";
import type { Series, TableLike } from "@mlops/core/table";
import { openTracking, type TrackedRun, type TrackingOptions } from "@mlops/core/tracking";
import type { TrainingConfig } from "@mlops/models";
import { checkCall } from "./check-call.ts";
import type { TrainOptions } from "./train-options.ts";
import { type Trained, trainTracked } from "./train-tracked.ts";

export type { Trained } from "./train-tracked.ts";

/**
 * Searches, fits, exports, evaluates, gates and registers one model, all of it tracked. A run that fails or is aborted ends as FAILED or KILLED.
 * Everything is computed before anything is kept: a model whose graph is wrong leaves no trace but its run.
 * A blocked gate is no error here: the model is kept, `details.gate.passed` is false and nothing is registered.
 */
export async function train(
  config: TrainingConfig,
  trackingConfig: Omit<TrackingOptions, "home" | "signal">,
  xTrain: TableLike,
  yTrain: Series,
  options: TrainOptions,
): Promise<Trained> {
  const { signal, home = ".mlops", name } = options;
  signal?.throwIfAborted();
  checkCall(config, options);
  const runName = trackingConfig.runName ?? name;
  const where: TrackingOptions = { ...trackingConfig, home, ...(runName === undefined ? {} : { runName }) };
  const tracking = await openTracking({ ...where, ...(signal ? { signal } : {}) });
  const threads = config.threads > 1 ? await startLearnThreads(config.threads) : undefined;
  try {
    const run = await tracking.tracker.startRun({ tags: { ...config.tags, ...options.tags } });
    const own = { seed: options.seed ?? config.seed, name: config.registeredModelName ?? name ?? "model", tools: { threads } };
    try {
      const trained = await trainTracked({ config, tracking, run, options, ...own, home, rows: xTrain }, yTrain);
      await run.end("FINISHED");
      return trained;
    } catch (error) {
      await (signal?.aborted ? endKilled(run, where) : run.end("FAILED")).catch(() => undefined); // the first error is the one to tell
      throw error;
    }
  } finally {
    await threads?.close();
    await tracking.close();
  }
}

/** The signal that ended the work ends every request to a server too, so this one is sent without it, and waits little. */
async function endKilled(run: TrackedRun, where: TrackingOptions): Promise<void> {
  const tracking = await openTracking({ ...where, timeoutSeconds: 5, retries: 0 });
  try {
    await (await tracking.tracker.startRun({ runId: run.runId })).end("KILLED");
  } finally {
    await tracking.close();
  }
}
