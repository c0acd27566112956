import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { higherIsBetter } from "@mlops/core/metrics";
import type { MetricValue, TrainingDetails, TrialDetails } from "@mlops/core/stage";
import { ConfigError, fixedParameters, MLOpsError, type SearchConfig, type TrainingConfig } from "@mlops/models";
import { createEstimator } from "../algorithms/create-estimator.ts";
import { crossValidate } from "../folds/cross-validate.ts";
import type { FoldPlan } from "../folds/fold-plan.ts";
import type { TrainingProgress } from "../trainer/train-options.ts";
import type { TrainingRows } from "../trainer/training-rows.ts";
import { searchKey } from "./search-key.ts";
import { TrialJournal } from "./trial-journal.ts";
import { type TrialParameters, trialParameters } from "./trial-parameters.ts";

/** A trial that has been scored but not tracked. */
export type ScoredTrial = Omit<TrialDetails, "runId"> & { readonly folds: readonly MetricValue[] };

/** Where the trials are kept as runs of their own. */
export interface TrialRuns {
  /** Gives the id of the new run. */
  keep(trial: ScoredTrial): Promise<string>;
  /** Takes over the run of a trial that a killed search had finished; gives its id, or that of a new one. */
  adopt(trial: TrialDetails): Promise<string>;
}

export interface SearchInput {
  readonly config: TrainingConfig & { readonly search: SearchConfig };
  readonly rows: TrainingRows;
  /** How a trial is scored: the folds of the cross-validation, or one fold whose test part was set aside. */
  readonly plan: FoldPlan;
  readonly metric: string;
  readonly seed: number;
  /** Folder of state. */
  readonly home: string;
  readonly runs: TrialRuns;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

export interface Searched {
  /** Of the best trial, beside those that were not searched. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly details: NonNullable<TrainingDetails["search"]>;
  /** Forgets the trials: to be called when the result has been kept. */
  forget(): void;
}

/**
 * Scores every trial, one after the other, and takes the best by `metric`, the first of equal ones. Each trial is on disk before the next
 * starts, and trials that a killed search finished are not made again. A trial whose fit fails has no score; when all do, the first error is thrown.
 * @throws MLOpsError of the fit, PipelineError `STATE_UNWRITABLE`, TrackingError; the signal's reason
 */
export async function search(input: SearchInput): Promise<Searched> {
  const { config, metric, seed, signal, runs, onProgress } = input;
  const all = trialParameters(config.search, seed);
  const journal = new TrialJournal(join(input.home, "searches", `${searchKey(config, metric, seed, input.rows, input.plan)}.ndjson`));
  const trials: TrialDetails[] = [];
  let failure: unknown;
  for (const [at, parameters] of all.entries()) {
    await setImmediate(); // lets an abort in
    signal?.throwIfAborted();
    const known = journal.get(at + 1);
    if (known) {
      trials.push({ ...known, runId: await runs.adopt(known) });
    } else {
      const { scored, error } = await scoreTrial(input, at + 1, parameters);
      failure ??= error;
      const { folds, ...facts } = scored;
      const trial: TrialDetails = { ...facts, runId: await runs.keep(scored) };
      journal.append(trial);
      trials.push(trial);
    }
    const best = bestOf(trials, metric);
    const standing = best === undefined ? "no score yet" : `best ${metric} ${Number((best.score.value as number).toPrecision(5))}`;
    onProgress?.({ done: at + 1, total: all.length, message: `trial ${at + 1}: ${standing}` });
  }
  const best = bestOf(trials, metric);
  if (best === undefined) throw failure ?? undefinedEverywhere(trials, metric);
  const scoredOn = config.crossValidation ? "cross_validation" : "holdout";
  return {
    parameters: { ...fixedParameters(config.parameters, config.search.space), ...best.parameters },
    details: { method: config.search.method, metric, scoredOn, best: best.trial, trials },
    forget: () => journal.remove(),
  };
}

async function scoreTrial(
  { config, rows, plan, metric, seed, signal }: SearchInput,
  trial: number,
  parameters: TrialParameters,
): Promise<{ scored: ScoredTrial; error?: unknown }> {
  try {
    const estimator = createEstimator(config.algorithm, {
      ...fixedParameters(config.parameters, config.search.space),
      ...parameters,
    });
    const { metrics, folds } = await crossValidate(estimator, rows, plan, { seed, signal });
    const each = folds.map((fold) => fold.metrics[metric] as MetricValue);
    const score = each.length === 1 ? (each[0] as MetricValue) : (metrics[metric] as MetricValue);
    return { scored: { trial, parameters, score, folds: each } };
  } catch (error) {
    signal?.throwIfAborted();
    if (!MLOpsError.isInstance(error)) throw error;
    const score: MetricValue = { value: null, n: 0, interval: null, reason: "the fit failed" };
    return { scored: { trial, parameters, score, error: error.message, folds: [] }, error };
  }
}

function bestOf(trials: readonly TrialDetails[], metric: string): TrialDetails | undefined {
  const sign = higherIsBetter(metric) ? 1 : -1;
  let best: TrialDetails | undefined;
  for (const trial of trials) {
    if (trial.score.value === null) continue;
    if (best === undefined || sign * trial.score.value > sign * (best.score.value as number)) best = trial;
  }
  return best;
}

function undefinedEverywhere(trials: readonly TrialDetails[], metric: string): ConfigError {
  const detail = `${metric} is undefined in every trial (${trials[0]?.error ?? trials[0]?.score.reason ?? "no reason given"})`;
  return new ConfigError({
    code: "PARAMETER_INVALID",
    parameter: "primaryMetric",
    detail,
    hint: "choose another metric, or give more rows",
  });
}
