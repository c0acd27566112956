import type { Failures } from "./failures.ts";
import { groupsOf } from "./row-groups.ts";
import type { Frame } from "./rule-kernel.ts";

/** The different values of a column among the rows looked at, as a row that holds each, with how often it occurs. */
export interface Distinct {
  readonly distinct: number;
  readonly present: number;
  /** A row of each value. */
  readonly rows: readonly number[];
  readonly counts: readonly number[];
}

/** How many different values a column has and how many there are, among the rows looked at. */
export function countDistinct(name: string, frame: Frame, failures: Failures): Pick<Distinct, "distinct" | "present"> {
  const column = frame.column(name);
  if (column.kind !== "string" || failures.active !== null || new Set(column.dictionary).size < column.dictionary.length)
    return distinctOf(name, frame, failures);
  const { counts, missing } = frame.codeCounts(name);
  let distinct = 0;
  for (let code = 0; code < counts.length; code++) if ((counts[code] as number) > 0) distinct++;
  return { distinct, present: frame.rows - missing };
}

/** Missing values are left out; NaN is one value. */
export function distinctOf(name: string, frame: Frame, { active }: Failures): Distinct {
  const { ids, count } = groupsOf(frame.column(name));
  const size = new Uint32Array(count);
  const row = new Int32Array(count);
  let present = 0;
  for (let i = ids.length - 1; i >= 0; i--) {
    const id = ids[i] as number;
    if (id < 0 || (active !== null && active[i] !== 1)) continue;
    present++;
    size[id] = (size[id] as number) + 1;
    row[id] = i;
  }
  const rows: number[] = [];
  const counts: number[] = [];
  for (let id = 0; id < count; id++) {
    if (size[id] === 0) continue;
    rows.push(row[id] as number);
    counts.push(size[id] as number);
  }
  return { distinct: rows.length, present, rows, counts };
}
