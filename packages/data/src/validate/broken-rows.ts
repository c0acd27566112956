import type { Json, ValidationError, ValidationRule } from "@mlops/models";
import type { Failures } from "./failures.ts";
import { type BrokenRows, type DetailLevel, jsonOf, subjects } from "./report.ts";
import type { Frame } from "./rule-kernel.ts";

const FREQUENT = 20;

/** What a failing row holds in the columns a rule is about. */
export function shownValue(rule: ValidationRule, frame: Frame): (row: number) => Json {
  const { shown } = subjects(rule);
  return (row) => {
    const cells = shown.map((name) => jsonOf(frame.column(name).at(row)));
    return cells.length === 1 ? (cells[0] as Json) : cells.length === 0 ? null : cells;
  };
}

function frequentValues(rows: readonly number[], value: (row: number) => Json): ValidationError["frequent"] {
  const counts = new Map<string, { value: Json; count: number }>();
  for (const row of rows) {
    const found = value(row);
    const key = JSON.stringify(found);
    const entry = counts.get(key);
    if (entry === undefined) counts.set(key, { value: found, count: 1 });
    else entry.count++;
  }
  const sorted = [...counts.entries()].sort(([a, { count: x }], [b, { count: y }]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, FREQUENT).map(([, entry]) => entry) as ValidationError["frequent"];
}

/** The failing rows of a rule in as much detail as asked for. */
export function brokenRows(
  rule: ValidationRule,
  frame: Frame,
  failures: Failures,
  total: number,
  marks: Uint8Array | null,
  detail: DetailLevel,
): BrokenRows {
  const value = shownValue(rule, frame);
  const samples = failures.first.map((index) => ({ index, value: value(index) as never }));
  if (marks === null || (detail !== "summary" && detail !== "complete"))
    return { count: failures.count, total, samples, explanation: failures.explanation };
  const rows: number[] = [];
  for (let row = 0; row < marks.length; row++) if (marks[row] === 1) rows.push(row);
  const frequent = frequentValues(rows, value);
  return { count: failures.count, total, samples, explanation: failures.explanation, frequent, ...(detail === "complete" ? { rows } : {}) };
}
