import { valuesAtRanks } from "./order-statistics.ts";
import { selectRank } from "./select-rank.ts";

/** From how many values on a sample is worth its cost. */
const MANY = 100_000;

export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";

/** Quantiles as numpy computes them; NaN for no values or where one is NaN. */
export function quantilesOf(values: Float64Array, probabilities: readonly number[], interpolation: Interpolation = "linear"): number[] {
  const places = probabilities.map((p) => p * (values.length - 1));
  const found = valuesAround(values, places);
  return places.map((place, i) => between(found[2 * i] as number, found[2 * i + 1] as number, place, interpolation));
}

/** The values at the ranks below and above each place. */
function valuesAround(values: Float64Array, places: readonly number[]): number[] {
  if (values.length >= MANY && places.length <= 3) {
    const selected = places.map((place) => selectRank(values, Math.floor(place), Math.ceil(place)));
    if (selected.every((pair) => pair !== undefined)) return selected.flat();
  }
  return valuesAtRanks(
    values,
    places.flatMap((place) => [Math.floor(place), Math.ceil(place)]),
  );
}

function between(low: number, high: number, place: number, interpolation: Interpolation): number {
  const t = place - Math.floor(place);
  if (low === high || t === 0) return low;
  switch (interpolation) {
    case "lower":
      return low;
    case "higher":
      return high;
    case "midpoint":
      return (low + high) / 2;
    case "nearest": // halves go to the even rank
      return t < 0.5 || (t === 0.5 && Math.floor(place) % 2 === 0) ? low : high;
    default:
      return low + (high - low) * t;
  }
}
