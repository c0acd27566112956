import { valuesAtRanks } from "./order-statistics.ts";

export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";

/** Quantiles as numpy computes them; NaN for no values or where one is NaN. */
export function quantilesOf(values: Float64Array, probabilities: readonly number[], interpolation: Interpolation = "linear"): number[] {
  if (values.length === 0 || values.some(Number.isNaN)) return probabilities.map(() => Number.NaN);
  const places = probabilities.map((p) => p * (values.length - 1));
  const found = valuesAtRanks(
    values,
    places.flatMap((place) => [Math.floor(place), Math.ceil(place)]),
  );
  return places.map((place, i) => between(found[2 * i] as number, found[2 * i + 1] as number, place, interpolation));
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
