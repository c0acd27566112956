import type { MetricValue, TrialDetails } from "@mlops/core/stage";
import { fixedParameters, MLOpsError, type SearchConfig, type TrainingConfig } from "@mlops/models";
import { createEstimator, type EstimatorTools } from "../algorithms/create-estimator.ts";
import { crossValidate } from "../folds/cross-validate.ts";
import type { FoldPlan } from "../folds/fold-plan.ts";
import type { FoldRows } from "../trainer/training-rows.ts";
import type { TrialParameters } from "./trial-parameters.ts";

/** A trial that has been scored but not tracked. */
export type ScoredTrial = Omit<TrialDetails, "runId"> & { readonly folds: readonly MetricValue[] };

/** What a trial is to be made with, by its number from 1 on. */
export interface TrialTask {
  readonly trial: number;
  readonly parameters: TrialParameters;
}

export interface TrialOutcome {
  readonly scored: ScoredTrial;
  /** What the fit threw, where it failed. */
  readonly error?: unknown;
}

/** All that decides about the score of a trial, beside its parameters. */
export interface TrialSetting {
  readonly config: Pick<TrainingConfig, "algorithm" | "parameters"> & { readonly search: Pick<SearchConfig, "space"> };
  readonly rows: FoldRows;
  /** How a trial is scored: the folds of the cross-validation, or one fold whose test part was set aside. */
  readonly plan: FoldPlan;
  readonly metric: string;
  readonly seed: number;
}

/**
 * Scores one trial: the mean over the folds, or the figure of the only one. A fit that fails with an error of these packages is a trial without a score.
 * @throws what else goes wrong; the signal's reason
 */
export async function scoreTrial(
  { config, rows, plan, metric, seed }: TrialSetting,
  { trial, parameters }: TrialTask,
  { signal, ...tools }: EstimatorTools & { readonly signal?: AbortSignal | undefined } = {},
): Promise<TrialOutcome> {
  try {
    const own = { ...fixedParameters(config.parameters, config.search.space), ...parameters };
    const { metrics, folds } = await crossValidate(createEstimator(config.algorithm, own, tools), rows, plan, { seed, signal });
    const each = folds.map((fold) => fold.metrics[metric] as MetricValue);
    const score = each.length === 1 ? (each[0] as MetricValue) : (metrics[metric] as MetricValue);
    return { scored: { trial, parameters, score, folds: each } };
  } catch (error) {
    signal?.throwIfAborted();
    if (!MLOpsError.isInstance(error)) throw error;
    return failedTrial({ trial, parameters }, "the fit failed", error);
  }
}

/** A trial without a score. */
export function failedTrial({ trial, parameters }: TrialTask, reason: string, error: MLOpsError): TrialOutcome {
  const score: MetricValue = { value: null, n: 0, interval: null, reason };
  return { scored: { trial, parameters, score, error: error.message, folds: [] }, error };
}
