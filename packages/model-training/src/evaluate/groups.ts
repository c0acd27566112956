import type { Evaluation } from "@mlops/core/stage";
import { columnOf, type TableLike } from "@mlops/core/table";
import { measure, type Outcome } from "./measure.ts";

/** Rows of each distinct value of a column, values in ascending order (numbers by size, else by text); missing values make a group of their own. */
export function rowsByGroup(table: TableLike, name: string): Map<string, Uint32Array> {
  const column = columnOf(table, name);
  const rows = new Map<string, number[]>();
  for (let row = 0; row < column.length; row++) {
    const value = column.at(row);
    const key = value === undefined ? "(missing)" : value instanceof Date ? value.toISOString() : String(value);
    const list = rows.get(key);
    if (list) list.push(row);
    else rows.set(key, [row]);
  }
  const numeric = column.kind === "numeric";
  const sorted = [...rows].sort(([a], [b]) => (numeric ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1));
  return new Map(sorted.map(([key, list]) => [key, Uint32Array.from(list)]));
}

function pick(values: Float64Array, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}

/** The part of an outcome at `rows`. */
export function outcomeAt(outcome: Outcome, rows: Uint32Array): Outcome {
  if (outcome.kind === "regression")
    return { kind: "regression", actual: pick(outcome.actual, rows), predicted: pick(outcome.predicted, rows) };
  const labels = Int32Array.from(rows, (row) => outcome.labels[row] as number);
  if (outcome.kind === "binary") return { kind: "binary", labels, scores: pick(outcome.scores, rows) };
  return { kind: "multiclass", labels, probabilities: outcome.probabilities.map((values) => pick(values, rows)) };
}

/** Metrics of a whole set and, where a column is named, of each of its groups. */
export function evaluateGroups(set: string, outcome: Outcome, table: TableLike, groupBy: string | undefined): Evaluation[] {
  if (groupBy === undefined) return [{ set, metrics: measure(outcome) }];
  return [...rowsByGroup(table, groupBy)].map(([group, rows]) => ({ set, group, metrics: measure(outcomeAt(outcome, rows)) }));
}
