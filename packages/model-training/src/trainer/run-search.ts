import type { SearchConfig, TrainingConfig } from "@mlops/models";
import { holdoutPlan } from "../search/scoring-plan.ts";
import { type Searched, search } from "../search/search.ts";
import { trialRuns } from "../search/track-trials.ts";
import type { Job } from "./job.ts";
import type { Prepared } from "./prepare.ts";

/** Searches on the training rows alone, so that the rows a model is judged on stay unseen. */
export function runSearch(
  job: Job & { readonly config: TrainingConfig & { readonly search: SearchConfig } },
  { rows, plan, primaryMetric: metric }: Prepared,
): Promise<Searched> {
  const { config, tracking, run, options, seed, home } = job;
  return search({
    config,
    rows,
    plan: config.crossValidation && plan ? plan : holdoutPlan(rows.y, config.search.holdout, seed),
    metric,
    seed,
    home,
    tools: job.tools,
    runs: trialRuns(tracking.tracker, run.runId, metric, { ...config.tags, ...options.tags }),
    signal: options.signal,
    onProgress: options.onProgress,
  });
}
