import { Random } from "@mlops/core/stats";
import { ConfigError, type Json, type SearchConfig, type SearchDimension } from "@mlops/models";

/** Hyperparameters of one trial, as configuration spells them. */
export type TrialParameters = Readonly<Record<string, Json>>;

/** What decides about the parameters of the trials. */
type SearchSpace = Pick<SearchConfig, "trials" | "space"> & { readonly method: Exclude<SearchConfig["method"], "tpe"> };

/** Draws of one trial before a space is taken to have no more combinations. */
const MOST_DRAWS = 200;

/**
 * The parameters of every trial, none twice. A random search stops early where the space seems to have no more combinations; trial n depends
 * on the seed and the trials before it only.
 * @throws ConfigError `PARAMETER_INVALID` for a grid of more combinations than `trials`
 * @example
 * const dimension = { log: false, int: false, steps: 3 };
 * trialParameters({ method: "grid", trials: 9, space: { alpha: { ...dimension, range: [0, 1] } } }, 0).map(({ alpha }) => alpha) // => [0, 0.5, 1]
 */
export function trialParameters(config: SearchSpace, seed: number): TrialParameters[] {
  return config.method === "grid" ? grid(config) : draws(config, seed);
}

function grid({ space, trials }: SearchSpace): TrialParameters[] {
  const axes = Object.entries(space).map(([name, dimension]) => [name, pointsOf(dimension)] as const);
  const size = axes.reduce((product, [, points]) => product * points.length, 1);
  if (size > trials) {
    const detail = `the grid has ${size} combinations, more than ${trials} trials`;
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: "search.trials",
      detail,
      hint: `set trials to ${size}, or take fewer values`,
    });
  }
  return axes.reduce<TrialParameters[]>(
    (made, [name, points]) => made.flatMap((parameters) => points.map((value) => ({ ...parameters, [name]: value }))),
    [{}],
  );
}

function pointsOf(dimension: SearchDimension): Json[] {
  const { values, range, steps } = dimension;
  if (range === undefined) return [...(values as Json[])];
  const points = Array.from({ length: steps }, (_, i) => valueAt(dimension, i / (steps - 1)));
  return [...new Set(points)];
}

function draws({ space, trials }: SearchSpace, seed: number): TrialParameters[] {
  const random = new Random(seed).fork("search");
  return distinct(trials, new Set(), () => drawn(space, random));
}

/** A place in the space, drawn evenly. */
export function drawn(space: SearchConfig["space"], random: Random): TrialParameters {
  return Object.fromEntries(Object.entries(space).map(([name, dimension]) => [name, draw(dimension, random)]));
}

/**
 * Up to `count` parameters that are not among `seen`, which takes them in; fewer where `next` keeps giving known ones.
 * @param next - told how often in a row it has failed, and what it has given so far
 */
export function distinct(
  count: number,
  seen: Set<string>,
  next: (failures: number, made: readonly TrialParameters[]) => TrialParameters | undefined,
): TrialParameters[] {
  const made: TrialParameters[] = [];
  for (let failures = 0; made.length < count && failures < MOST_DRAWS; failures++) {
    const parameters = next(failures, made);
    const key = JSON.stringify(parameters);
    if (parameters === undefined || seen.has(key)) continue;
    seen.add(key);
    made.push(parameters);
    failures = -1;
  }
  return made;
}

function draw(dimension: SearchDimension, random: Random): Json {
  const { values, range, int, log } = dimension;
  if (values !== undefined) return values[random.int(values.length)] as Json;
  const [low, high] = range as [number, number];
  return int && !log ? low + random.int(high - low + 1) : valueAt(dimension, random.uniform());
}

/** The number at a share of the way along the range; six digits are enough of a fraction, and the same on every machine. */
export function valueAt({ range, log, int }: SearchDimension, share: number): number {
  const [low, high] = range as [number, number];
  if (share === 0) return low;
  if (share === 1) return high;
  const value = log ? low * (high / low) ** share : low + share * (high - low);
  return Math.min(high, Math.max(low, int ? Math.round(value) : Number(value.toPrecision(6))));
}

/** The share of the way along the range that a number of it is: what `valueAt` is given. */
export function shareOf({ range, log }: SearchDimension, value: number): number {
  const [low, high] = range as [number, number];
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
