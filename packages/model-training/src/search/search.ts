import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { higherIsBetter } from "@mlops/core/metrics";
import type { TrainingDetails, TrialDetails } from "@mlops/core/stage";
import { ConfigError, fixedParameters, type SearchConfig, type TrainingConfig } from "@mlops/models";
import type { EstimatorTools } from "../algorithms/create-estimator.ts";
import type { TrainingProgress } from "../trainer/train-options.ts";
import type { TrainingRows } from "../trainer/training-rows.ts";
import { type ScoredTrial, scoreTrial, type TrialOutcome, type TrialSetting, type TrialTask } from "./score-trial.ts";
import { searchKey } from "./search-key.ts";
import { TrialJournal } from "./trial-journal.ts";
import { trialRounds } from "./trial-rounds.ts";
import { scoreInThreads } from "./trial-threads.ts";

/** Where the trials are kept as runs of their own. */
export interface TrialRuns {
  /** Gives the id of the new run. */
  keep(trial: ScoredTrial): Promise<string>;
  /** Takes over the run of a trial that a killed search had finished; gives its id, or that of a new one. */
  adopt(trial: TrialDetails): Promise<string>;
}

export interface SearchInput extends TrialSetting {
  readonly config: TrainingConfig & { readonly search: SearchConfig };
  readonly rows: TrainingRows;
  /** Folder of state. */
  readonly home: string;
  readonly runs: TrialRuns;
  /** For trials that are made in this thread. */
  readonly tools: EstimatorTools;
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
 * Scores every trial, one after the other or `parallel` at a time in threads, and takes the best by `metric`, the first of equal ones: the result does not
 * depend on how many are made at a time. Each trial is on disk as soon as it is scored, and trials that a killed search finished are not made again. A trial whose
 * fit fails, or whose thread dies, has no score; when none has one, the first error is thrown.
 * @throws MLOpsError of the fit, PipelineError `STATE_UNWRITABLE`, TrackingError; the signal's reason
 */
export async function search(input: SearchInput): Promise<Searched> {
  const { config, metric, seed, signal, runs, onProgress } = input;
  const rounds = trialRounds(config.search, seed, higherIsBetter(metric));
  const journal = new TrialJournal(join(input.home, "searches", `${searchKey(config, metric, seed, input.rows, input.plan)}.ndjson`));
  const trials: TrialDetails[] = [];
  const done = (trial: TrialDetails): void => {
    trials.push(trial);
    const best = bestOf(trials, metric);
    const standing = best === undefined ? "no score yet" : `best ${metric} ${Number((best.score.value as number).toPrecision(5))}`;
    onProgress?.({ done: trials.length, total: rounds.total, message: `trial ${trial.trial}: ${standing}` });
  };
  /** Trials of the next round that have to be made; those that a killed search finished are taken over. */
  const next = async (): Promise<TrialTask[]> => {
    for (;;) {
      const before = [...trials].sort((a, b) => a.trial - b.trial);
      const round = rounds.next(before).map((parameters, at): TrialTask => ({ trial: before.length + at + 1, parameters }));
      for (const { trial } of round) {
        await setImmediate(); // lets an abort in
        signal?.throwIfAborted();
        const known = journal.get(trial);
        if (known) done({ ...known, runId: await runs.adopt(known) });
      }
      const rest = round.filter(({ trial }) => journal.get(trial) === undefined);
      if (rest.length > 0 || round.length === 0) return rest;
    }
  };
  const first = await next();
  if (first.length > 0) onProgress?.({ done: trials.length, total: rounds.total, message: "searching" });
  const errors: { readonly trial: number; readonly error: unknown }[] = [];
  for await (const { scored, error } of outcomes(input, first, next)) {
    if (error !== undefined) errors.push({ trial: scored.trial, error });
    const { folds, ...facts } = scored;
    const trial: TrialDetails = { ...facts, runId: await runs.keep(scored) };
    journal.append(trial);
    done(trial);
  }
  trials.sort((a, b) => a.trial - b.trial);
  const best = bestOf(trials, metric);
  if (best === undefined) throw errors.sort((a, b) => a.trial - b.trial)[0]?.error ?? undefinedEverywhere(trials, metric);
  const scoredOn = config.crossValidation ? "cross_validation" : "holdout";
  return {
    parameters: { ...fixedParameters(config.parameters, config.search.space), ...best.parameters },
    details: { method: config.search.method, metric, scoredOn, best: best.trial, trials },
    forget: () => journal.remove(),
  };
}

async function* outcomes(
  input: SearchInput,
  first: readonly TrialTask[],
  next: () => Promise<readonly TrialTask[]>,
): AsyncGenerator<TrialOutcome, void, undefined> {
  const { tools, signal } = input;
  const { method, parallel: threads } = input.config.search;
  if (threads > 1 && (first.length > 1 || method === "tpe")) return yield* scoreInThreads(input, first, { threads, signal, next });
  for (let tasks = first; tasks.length > 0; tasks = await next())
    for (const task of tasks) {
      await setImmediate(); // lets an abort in
      signal?.throwIfAborted();
      yield await scoreTrial(input, task, { ...tools, signal });
    }
}

function bestOf(trials: readonly TrialDetails[], metric: string): TrialDetails | undefined {
  const sign = higherIsBetter(metric) ? 1 : -1;
  let best: TrialDetails | undefined;
  for (const trial of trials) {
    if (trial.score.value === null) continue;
    const better = best === undefined ? 1 : sign * (trial.score.value - (best.score.value as number));
    if (better > 0 || (better === 0 && trial.trial < (best?.trial ?? 0))) best = trial;
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
