import { Random } from "@mlops/core/stats";
import type { Json, SearchConfig, SearchDimension } from "@mlops/models";
import { type Axis, ParzenEstimator, type Place } from "./parzen.ts";
import { distinct, drawn, shareOf, type TrialParameters, valueAt } from "./trial-parameters.ts";

/** A trial that has been made; without a score where it failed. */
export interface MadeTrial {
  readonly parameters: TrialParameters;
  readonly score: { readonly value: number | null };
}

/** Trials that are drawn before anything is learned. */
const BEGIN = 10;

/** Trials of a round: they are proposed together, so that they may be made at the same time and the search gives the same however many are. */
const ROUND = 4;

/** Places that are weighed against each other for one trial. */
const CANDIDATES = 24;

/** The best tenth of the trials, up to 25, is where a search looks. */
const goodOf = (made: number): number => Math.min(25, Math.ceil(made / 10));

/**
 * The parameters of the next round of a search that learns (tree-structured Parzen estimator): places that are likely among the best trials and unlikely among the
 * others. None is given twice; empty when `trials` are made or the space has no more combinations. It depends on the seed and the trials made so far only; failed ones
 * count as the worst, and those proposed in the same round as none of the best, so that a round does not crowd.
 * @see Bergstra et al. 2011
 * @example
 * const space = { alpha: { log: false, int: false, steps: 3, range: [0, 1] } };
 * nextRound({ trials: 20, space }, [], 0, true).length // => 10
 */
export function nextRound(
  { trials, space }: Pick<SearchConfig, "trials" | "space">,
  made: readonly MadeTrial[],
  seed: number,
  higherIsBetter: boolean,
): TrialParameters[] {
  const random = new Random(seed).fork("search").fork(made.length);
  const seen = new Set(made.map(({ parameters }) => JSON.stringify(parameters)));
  const size = Math.min(made.length < BEGIN ? BEGIN - made.length : ROUND, trials - made.length);
  const learned = made.length < BEGIN ? undefined : new Learned(Object.entries(space), made, higherIsBetter);
  return distinct(size, seen, (failures, round) =>
    failures === 0 && learned !== undefined ? learned.propose(random, round, seen) : drawn(space, random),
  );
}

type Dimensions = readonly (readonly [string, SearchDimension])[];

/** What the trials made so far tell. */
class Learned {
  private readonly dimensions: Dimensions;
  private readonly axes: readonly Axis[];
  private readonly good: ParzenEstimator;
  private readonly others: readonly Place[];

  constructor(dimensions: Dimensions, made: readonly MadeTrial[], higherIsBetter: boolean) {
    this.dimensions = dimensions;
    this.axes = dimensions.map(([, { values }]) => (values === undefined ? { kind: "range" } : { kind: "choice", choices: values.length }));
    const worst = Number.NEGATIVE_INFINITY;
    const rankOf = ({ score: { value } }: MadeTrial): number => (value === null ? worst : higherIsBetter ? value : -value);
    const ranked = made.map((trial, at) => ({ place: this.placeOf(trial.parameters), rank: rankOf(trial), at }));
    ranked.sort((a, b) => (a.rank === b.rank ? a.at - b.at : b.rank > a.rank ? 1 : -1));
    const places = ranked.map(({ place }) => place);
    const good = goodOf(made.length);
    this.good = new ParzenEstimator(this.axes, places.slice(0, good));
    this.others = places.slice(good);
  }

  /** The candidate that is likeliest among the best for what it is among the others; undefined where each has been made. */
  propose(random: Random, round: readonly TrialParameters[], seen: ReadonlySet<string>): TrialParameters | undefined {
    const others = new ParzenEstimator(this.axes, [...this.others, ...round.map((parameters) => this.placeOf(parameters))]);
    let best: { readonly parameters: TrialParameters; readonly gain: number } | undefined;
    for (let candidate = 0; candidate < CANDIDATES; candidate++) {
      const parameters = this.parametersAt(this.good.draw(random));
      if (seen.has(JSON.stringify(parameters))) continue;
      const place = this.placeOf(parameters);
      const gain = this.good.logDensity(place) - others.logDensity(place);
      if (best === undefined || gain > best.gain) best = { parameters, gain };
    }
    return best?.parameters;
  }

  private placeOf(parameters: TrialParameters): Place {
    return this.dimensions.map(([name, dimension]) => {
      const { values } = dimension;
      const value = parameters[name] as Json;
      if (values === undefined) return shareOf(dimension, value as number);
      return values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value));
    });
  }

  private parametersAt(place: Place): TrialParameters {
    return Object.fromEntries(
      this.dimensions.map(([name, dimension], at) => {
        const { values } = dimension;
        return [name, values === undefined ? valueAt(dimension, place[at] as number) : (values[place[at] as number] as Json)];
      }),
    );
  }
}
