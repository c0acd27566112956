import { type Column, isValid, missingCount, type StringColumn, type Validity } from "@mlops/core/table";
import type { Failures } from "./failures.ts";

const missing = new WeakMap<Column, number>();

/** How many rows of a column are missing; counted once. */
export function missingRows(column: Column): number {
  let count = missing.get(column);
  if (count === undefined) {
    count = missingCount(column);
    missing.set(column, count);
  }
  return count;
}

/** Visits the rows that have a value and that the rule looks at; returns how many they are. */
export function scanRows(rows: number, validity: Validity, failures: Failures, breaks: (row: number) => boolean): number {
  const { active } = failures;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if ((active !== null && active[row] !== 1) || !isValid(validity, row)) continue;
    total++;
    if (breaks(row)) failures.add(row);
  }
  return total;
}

/** Judges each distinct text once, then looks the rows up. */
export function scanTexts(column: StringColumn, failures: Failures, breaks: (text: string) => boolean): number {
  const { codes, dictionary } = column;
  const verdict = new Uint8Array(dictionary.length);
  let any = 0;
  for (let code = 0; code < verdict.length; code++) if (breaks(dictionary[code] as string)) any = verdict[code] = 1;
  const { active } = failures;
  if (any === 0 && active === null) return codes.length - missingRows(column);
  let total = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0 || (active !== null && active[row] !== 1)) continue;
    total++;
    if (any === 1 && verdict[code] === 1) failures.add(row);
  }
  return total;
}

/** Counts the rows that have a value and that the rule looks at. */
export function countPresent(column: Column, failures: Failures): number {
  const { active } = failures;
  if (active === null) return column.length - missingRows(column);
  let total = 0;
  for (let row = 0; row < column.length; row++) {
    if (active[row] !== 1) continue;
    if (column.kind === "string" ? (column.codes[row] as number) >= 0 : isValid(column.validity, row)) total++;
  }
  return total;
}
