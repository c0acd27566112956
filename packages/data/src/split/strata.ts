import { columnOf, type TableLike } from "@mlops/core/table";
import { groupsOf } from "../validate/row-groups.ts";

/** The rows of each value of a column, values in order of first appearance; missing is a value of its own. */
export function rowsByValue(table: TableLike, name: string): Uint32Array<ArrayBuffer>[] {
  const { ids, count } = groupsOf(columnOf(table, name));
  const sizes = new Uint32Array(count + 1);
  for (const id of ids) sizes[id + 1] = (sizes[id + 1] as number) + 1;
  const groups = Array.from(sizes, (size) => new Uint32Array(size));
  const next = new Uint32Array(count + 1);
  for (let row = 0; row < ids.length; row++) {
    const id = (ids[row] as number) + 1;
    (groups[id] as Uint32Array)[next[id] as number] = row;
    next[id] = (next[id] as number) + 1;
  }
  return groups.filter((group) => group.length > 0).sort((a, b) => (a[0] as number) - (b[0] as number));
}
