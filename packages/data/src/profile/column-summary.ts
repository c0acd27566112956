import { CategoryState, type ColumnState, DISTINCT_ERROR, type NumberState } from "@mlops/core/profile";
import { variance } from "@mlops/core/stats";
import type { ColumnSummary } from "./data-profile.ts";
import { frequenciesOfState, frequenciesOfTexts } from "./frequencies.ts";
import { PROBABILITIES, type Spread, spreadOfValues, spreadOfWeighted } from "./spread.ts";

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

function numbersOf({ nan, positive, negative, integer, ascending, moments, values }: NumberState): NonNullable<ColumnSummary["numbers"]> {
  const others = { nan, infinite: positive + negative };
  if (moments.n === 0)
    return { ...others, integer: false, mean: null, std: null, min: null, max: null, quantiles: {}, histogram: null, ascending: false };
  const { min, max } = moments;
  const { all } = values;
  const { quantiles, histogram }: Spread = all === null ? spreadOfWeighted(values.weighted(), min, max) : spreadOfValues(all, min, max);
  const variation = variance(moments);
  return {
    ...others,
    integer,
    mean: finite(moments.mean),
    std: variation === null ? null : finite(Math.sqrt(variation)),
    min,
    max,
    quantiles: Object.fromEntries(PROBABILITIES.map((p, i) => [String(p), quantiles[i] as number])),
    histogram,
    ascending,
  };
}

/** How far the figures of a column may be off; undefined where all are exact. */
function approximateOf(state: ColumnState): ColumnSummary["approximate"] {
  if (state instanceof CategoryState)
    return state.texts.distinct === null ? undefined : { distinct: DISTINCT_ERROR, counts: state.texts.error };
  const { sketches, counts } = state.values;
  if (sketches === null) return undefined;
  const ranks = sketches.quantiles.error / state.moments.n;
  if (state.texts === null) return { distinct: DISTINCT_ERROR, counts: counts.error, ranks };
  return { distinct: state.texts.distinct === null ? 0 : DISTINCT_ERROR, counts: state.texts.error, ranks };
}

/** The figures of a column from its state. */
export function columnSummary(state: ColumnState): ColumnSummary {
  if (state instanceof CategoryState) {
    const { kind, rows, missing, shortest, longest } = state;
    const lengths = kind === "string" && shortest <= longest ? { lengths: { min: shortest, max: longest } } : {};
    return { kind, rows, missing, ...frequenciesOfTexts(state), ...lengths, ...approximation(state) };
  }
  state.values.settle();
  const { kind, rows, missing } = state;
  return { kind, rows, missing, ...frequenciesOfState(state), numbers: numbersOf(state), ...approximation(state) };
}

function approximation(state: ColumnState): Pick<ColumnSummary, "approximate"> {
  const approximate = approximateOf(state);
  return approximate === undefined ? {} : { approximate };
}
