import type { TrialDetails } from "@mlops/core/stage";
import type { Tracker } from "@mlops/core/tracking";
import { TrackingError } from "@mlops/models";
import type { ScoredTrial } from "./score-trial.ts";
import type { TrialRuns } from "./search.ts";

/** Keeps each trial as a run below `parentRunId`: its parameters, its score, and the score of each fold by step. */
export function trialRuns(tracker: Tracker, parentRunId: string, metric: string, tags: Readonly<Record<string, string>>): TrialRuns {
  const keep = async ({ trial, parameters, score, error, folds }: ScoredTrial): Promise<string> => {
    const name = `trial-${String(trial).padStart(3, "0")}`;
    const run = await tracker.startRun({ parentRunId, name, tags: { ...tags, "mlops.trial": String(trial) } });
    await run.logParams(Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, text(value)])));
    if (score.value !== null) {
      const each = folds.flatMap(({ value }, step) => (value === null ? [] : [{ key: `fold/${metric}`, value, step }]));
      await run.logMetrics([{ key: metric, value: score.value }, ...(folds.length > 1 ? each : [])]);
    }
    if (error !== undefined) await run.setTags({ "mlops.error": error.slice(0, 1000) });
    await run.end(error === undefined ? "FINISHED" : "FAILED");
    return run.runId;
  };
  return {
    keep,
    async adopt(trial: TrialDetails): Promise<string> {
      try {
        const run = await tracker.startRun({ runId: trial.runId, tags: { "mlflow.parentRunId": parentRunId } });
        await run.end(trial.error === undefined ? "FINISHED" : "FAILED");
        return run.runId;
      } catch (error) {
        if (!TrackingError.isInstance(error) || error.code !== "TRACKING_NOT_FOUND") throw error;
        return keep({ ...trial, folds: [] });
      }
    },
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
