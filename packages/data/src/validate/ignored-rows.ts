import type { Failures } from "./failures.ts";
import type { Frame } from "./rule-kernel.ts";
import { presence } from "./scan.ts";
import type { SqlScope } from "./sql/sql-scope.ts";

export type IgnoreRowIf = "any_missing" | "all_missing" | "never";

/** Whether a rule about several columns looks at a row. */
export function lookedAt(columns: readonly string[], ignore: IgnoreRowIf, frame: Frame, failures: Failures): (row: number) => boolean {
  if (ignore === "never") return (row) => failures.looksAt(row);
  const all = columns.map((name) => presence(frame, name));
  return ignore === "any_missing"
    ? (row) => failures.looksAt(row) && all.every((has) => has(row))
    : (row) => failures.looksAt(row) && all.some((has) => has(row));
}

/** The same as an SQL condition. */
export function lookedAtSql(columns: readonly string[], ignore: IgnoreRowIf, scope: SqlScope): string {
  if (ignore === "never") return "TRUE";
  return columns.map((name) => `${scope.column(name)} IS NOT NULL`).join(ignore === "any_missing" ? " AND " : " OR ");
}

/** Judges the rows that a rule about several columns looks at; returns how many they are. */
export function scanRecords(
  columns: readonly string[],
  ignore: IgnoreRowIf,
  frame: Frame,
  failures: Failures,
  breaks: (row: number) => boolean,
): number {
  const looks = lookedAt(columns, ignore, frame, failures);
  let total = 0;
  for (let row = 0; row < frame.rows; row++) {
    if (!looks(row)) continue;
    total++;
    if (breaks(row)) failures.add(row);
  }
  return total;
}
