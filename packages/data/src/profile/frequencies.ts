import { type Column, isValid } from "@mlops/core/table";
import { candidatesOf } from "../validate/facts/repeated-numbers.ts";
import { groupsOf } from "../validate/row-groups.ts";
import type { Frequency } from "./data-profile.ts";

const TOP = 20;
/** Of values that all occur as often, so many are put in order to show the first. */
const ORDERED = 10_000;
const LARGE = 10_000;

export interface Frequencies {
  readonly distinct: number;
  /** The most frequent values, by count and then by text. */
  readonly top: Frequency[];
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function ranked(found: Frequency[]): Frequency[] {
  return found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, TOP);
}

/** Numbers of which hardly any repeats: only those that may are counted. Undefined where many do. */
function ofRareRepeats(column: Column): Frequencies | undefined {
  if (column.kind === "string" || column.kind === "boolean" || column.length < LARGE) return undefined;
  const { values, validity } = column;
  if (!(values instanceof Float64Array)) return undefined;
  const rows = candidatesOf(values, validity, null);
  if (rows === null) return undefined;
  const counts = new Map<number, { count: number; row: number }>();
  for (const row of rows) {
    const known = counts.get(values[row] as number);
    if (known === undefined) counts.set(values[row] as number, { count: 1, row });
    else known.count++;
  }
  const found: Frequency[] = [];
  let present = 0;
  let again = 0;
  for (const { count, row } of counts.values()) {
    if (count === 1) continue;
    again += count - 1;
    found.push({ value: textOf(column.at(row)), count });
  }
  const singles = found.length < TOP ? ORDERED : 0;
  let taken = 0;
  for (let row = 0; row < values.length; row++) {
    if (!isValid(validity, row)) continue;
    present++;
    if (taken === singles || (counts.get(values[row] as number)?.count ?? 1) > 1) continue;
    taken++;
    found.push({ value: textOf(column.at(row)), count: 1 });
  }
  return { distinct: present - again, top: ranked(found) };
}

/** How many different values there are, and the most frequent of them. */
export function frequenciesOf(column: Column): Frequencies {
  const rare = ofRareRepeats(column);
  if (rare !== undefined) return rare;
  const { ids, count } = groupsOf(column);
  const sizes = new Uint32Array(count);
  const rowOf = new Int32Array(count);
  for (let row = ids.length - 1; row >= 0; row--) {
    const id = ids[row] as number;
    if (id < 0) continue;
    sizes[id] = (sizes[id] as number) + 1;
    rowOf[id] = row;
  }
  let distinct = 0;
  for (const size of sizes) if (size > 0) distinct++;
  // Only values as frequent as the last that is shown need a text.
  const least = Math.max(1, sizes.slice().sort()[Math.max(0, count - TOP)] ?? 1);
  const found: Frequency[] = [];
  for (let id = 0; id < count && found.length < ORDERED; id++)
    if ((sizes[id] as number) >= least) found.push({ value: textOf(column.at(rowOf[id] as number)), count: sizes[id] as number });
  return { distinct, top: ranked(found) };
}
