import { type Column, isValid, toFloat64 } from "@mlops/core/table";

/** Equal rows share a number from 0 on; -1 is a missing value. */
export interface RowGroups {
  readonly ids: Int32Array;
  readonly count: number;
}

/** Numbers the distinct values of a column. NaN equals itself, 0 equals -0. */
export function groupsOf(column: Column): RowGroups {
  switch (column.kind) {
    case "string":
      return distinctTexts(column.codes, column.dictionary);
    case "bigint": {
      const seen = new Map<bigint, number>();
      const ids = new Int32Array(column.length).fill(-1);
      for (let row = 0; row < ids.length; row++) {
        if (!isValid(column.validity, row)) continue;
        ids[row] = numberOf(seen, column.values[row] as bigint);
      }
      return { ids, count: seen.size };
    }
    default: {
      const values =
        column.kind === "timestamp" ? column.values : column.values instanceof Float64Array ? column.values : toFloat64(column);
      return distinctNumbers(values, column.validity);
    }
  }
}

/** The number of a key, the next free one where it is new. */
function numberOf<K>(seen: Map<K, number>, key: K): number {
  const known = seen.get(key);
  if (known !== undefined) return known;
  seen.set(key, seen.size);
  return seen.size - 1;
}

/** A dictionary may hold a text twice (after lower, say): equal texts are one group. */
function distinctTexts(codes: Int32Array, dictionary: readonly string[]): RowGroups {
  const seen = new Map<string, number>();
  const idOf = Int32Array.from(dictionary, (text) => numberOf(seen, text));
  return { ids: seen.size === dictionary.length ? codes : codes.map((code) => (code < 0 ? -1 : (idOf[code] as number))), count: seen.size };
}

function distinctNumbers(values: Float64Array, validity: Uint8Array | null): RowGroups {
  const ids = new Int32Array(values.length).fill(-1);
  let bits = 4;
  while (1 << bits < values.length * 2) bits++;
  const mask = (1 << bits) - 1;
  const slots = new Int32Array(1 << bits);
  const keys = new Float64Array(values.length);
  const scratch = new Float64Array(1);
  const words = new Uint32Array(scratch.buffer);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    if (!isValid(validity, row)) continue;
    const value = (values[row] as number) + 0; // -0 becomes 0
    scratch[0] = value;
    let h = Math.imul((words[0] as number) ^ Math.imul(words[1] as number, 0x9e3779b1), 0x85ebca6b);
    h = (h ^ (h >>> 15)) & mask;
    let slot = slots[h] as number;
    while (slot !== 0 && !Object.is(keys[slot - 1], value)) {
      h = (h + 1) & mask;
      slot = slots[h] as number;
    }
    if (slot === 0) {
      keys[count] = value;
      slot = slots[h] = ++count;
    }
    ids[row] = slot - 1;
  }
  return { ids, count };
}

/** Numbers the distinct pairs of two groupings; a row missing in one of them is missing. Exact while the product of the counts is below 2^53. */
export function combineGroups(left: RowGroups, right: RowGroups): RowGroups {
  const pairs = new Float64Array(left.ids.length);
  const validity = new Uint8Array((pairs.length + 7) >> 3);
  for (let row = 0; row < pairs.length; row++) {
    const a = left.ids[row] as number;
    const b = right.ids[row] as number;
    if (a < 0 || b < 0) continue;
    pairs[row] = a * right.count + b;
    validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
  }
  return distinctNumbers(pairs, validity);
}

/** Missing values as a group of their own: they equal each other. */
export function missingAsGroup({ ids, count }: RowGroups): RowGroups {
  return { ids: ids.map((id) => (id < 0 ? count : id)), count: count + 1 };
}
