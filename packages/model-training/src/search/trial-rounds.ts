import type { SearchConfig } from "@mlops/models";
import { type MadeTrial, nextRound } from "./learned-trials.ts";
import { type TrialParameters, trialParameters } from "./trial-parameters.ts";

/** The trials of a search, a round at a time: those of a round do not depend on each other. */
export interface TrialRounds {
  /** Trials there are; fewer where a space that is searched by what is learned turns out to have no more combinations. */
  readonly total: number;
  /** The parameters of the round after those that were made, in their order; empty when there is none. */
  next(made: readonly MadeTrial[]): TrialParameters[];
}

/** @throws ConfigError `PARAMETER_INVALID` for a grid of more combinations than `trials` */
export function trialRounds({ method, trials, space }: SearchConfig, seed: number, higherIsBetter: boolean): TrialRounds {
  if (method === "tpe") return { total: trials, next: (made) => nextRound({ trials, space }, made, seed, higherIsBetter) };
  const all = trialParameters({ method, trials, space }, seed);
  return { total: all.length, next: (made) => all.slice(made.length) };
}
