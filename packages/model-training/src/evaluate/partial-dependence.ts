import type { PartialDependence } from "@mlops/core/stage";
import { quantileOfSorted, sortedValues } from "@mlops/core/stats";
import { type Column, columnOf, fromValues, toFloat64 } from "@mlops/core/table";
import { type Probe, predictWith } from "./probe.ts";

/** Points of a numeric column, and values of a text column, at most. */
const POINTS = 20;
const MOST_VALUES = 12;

/**
 * The mean prediction when all rows had the same value in one raw column, over a grid of its values: quantiles from the 5th to the 95th
 * percentile, or the most frequent texts. Of a classifier it is the mean probability of one class: the last of two, each of more.
 * @param columns - names of raw columns; those without a known value are left out
 * @see Friedman (2001), section 8.2
 */
export function partialDependence(probe: Probe, columns: readonly string[]): PartialDependence[] {
  const { model } = probe;
  const shown = model.kind === "regression" ? [null] : model.classes.length === 2 ? [model.classes[1]] : model.classes;
  return columns.flatMap((name) => {
    const column = columnOf(probe.rows, name);
    const grid = gridOf(column);
    if (grid.length === 0) return [];
    const predicted = grid.map((value) => predictWith(probe, name, constant(column, value, name)));
    return shown.map((label, at) => {
      const output = model.kind === "regression" ? 0 : model.classes.length === 2 ? 1 : at;
      const points = grid.map((x, i) => ({ x: typeof x === "boolean" ? String(x) : x, y: mean(predicted[i]?.[output] as Float64Array) }));
      return { column: name, ...(label === null ? {} : { class: String(label) }), points };
    });
  });
}

type Value = number | string | boolean;

function gridOf(column: Column): Value[] {
  if (column.kind === "boolean") return [false, true];
  if (column.kind === "numeric") {
    const sorted = sortedValues(toFloat64(column).filter(Number.isFinite));
    if (sorted.length === 0) return [];
    const points = Array.from({ length: POINTS }, (_, i) => quantileOfSorted(sorted, 0.05 + (0.9 * i) / (POINTS - 1)) as number);
    return [...new Set(points)];
  }
  const counts = new Map<string, number>();
  for (let row = 0; row < column.length; row++) {
    const value = column.at(row);
    if (value !== undefined) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const frequent = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_VALUES);
  const values = frequent.map(([value]) => value);
  const numbers = values.every((value) => value.trim() !== "" && Number.isFinite(Number(value)));
  return values.sort(numbers ? (a, b) => Number(a) - Number(b) : undefined);
}

function constant(column: Column, value: Value, name: string): Column {
  return fromValues(new Array<Value>(column.length).fill(value), name);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
