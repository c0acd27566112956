import type { Failures } from "./failures.ts";
import type { RowGroups } from "./row-groups.ts";

/** Fails every row of a group that has more than one row looked at; returns how many rows were looked at. */
export function reportRepeated({ ids, count }: RowGroups, failures: Failures): number {
  const { active } = failures;
  const size = new Uint32Array(count);
  let total = 0;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0 || (active !== null && active[row] !== 1)) continue;
    total++;
    size[id] = (size[id] as number) + 1;
  }
  let distinct = 0;
  for (let id = 0; id < count; id++) if (size[id] !== 0) distinct++;
  if (distinct === total) return total;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id >= 0 && (active === null || active[row] === 1) && (size[id] as number) > 1) failures.add(row);
  }
  return total;
}
