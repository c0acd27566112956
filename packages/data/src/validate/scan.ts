import { isValid, type Validity } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import type { Failures } from "./failures.ts";
import type { Frame } from "./rule-kernel.ts";

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

/** Judges each distinct text once. Rows are looked up only as far as one has to be named; how many fail is known from how often each text occurs. */
export function scanTexts(frame: Frame, name: string, failures: Failures, breaks: (text: string) => boolean): number {
  const column = frame.column(name);
  if (column.kind !== "string") throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: "string" });
  const { codes, dictionary } = column;
  const verdict = new Uint8Array(dictionary.length);
  for (let code = 0; code < verdict.length; code++) if (breaks(dictionary[code] as string)) verdict[code] = 1;
  const { active } = failures;
  if (active !== null) return scanRowsOf(codes, verdict, failures);
  const { counts, missing } = frame.codeCounts(name);
  let failing = 0;
  for (let code = 0; code < verdict.length; code++) if (verdict[code] === 1) failing += counts[code] as number;
  for (let row = 0; failing > failures.count; row++) {
    if (failures.named) failures.addUnnamed(failing - failures.count);
    else if (verdict[codes[row] as number] === 1) failures.add(row);
  }
  return codes.length - missing;
}

function scanRowsOf(codes: Int32Array, verdict: Uint8Array, failures: Failures): number {
  let total = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0 || !failures.looksAt(row)) continue;
    total++;
    if (verdict[code] === 1) failures.add(row);
  }
  return total;
}

/** Counts the rows that have a value and that the rule looks at. */
export function countPresent(frame: Frame, name: string, failures: Failures): number {
  const { active } = failures;
  if (active === null) return frame.rows - frame.missing(name);
  const has = presence(frame, name);
  let total = 0;
  for (let row = 0; row < frame.rows; row++) if (active[row] === 1 && has(row)) total++;
  return total;
}

/** Whether a row of a column has a value. */
export function presence(frame: Frame, name: string): (row: number) => boolean {
  const column = frame.column(name);
  if (column.kind === "string") {
    const { codes } = column;
    return (row) => (codes[row] as number) >= 0;
  }
  const { validity } = column;
  return validity === null ? () => true : (row) => isValid(validity, row);
}

/** How many rows a rule looks at. */
export function countActive({ active }: Failures, rows: number): number {
  if (active === null) return rows;
  let count = 0;
  for (let row = 0; row < rows; row++) if (active[row] === 1) count++;
  return count;
}
