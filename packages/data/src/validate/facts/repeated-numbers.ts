import { isValid, type Validity } from "@mlops/core/table";

/**
 * The rows whose number may occur more than once, ascending: every repeated one is among them, few others are. Each value sets a bit of a bitmap by its
 * hash; who finds it set is a candidate. Null where there would be so many that counting all values exactly is cheaper.
 */
export function candidatesOf(values: Float64Array, validity: Validity, active: Uint8Array | null): Int32Array | null {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  let bits = 10;
  while (bits < 28 && 1 << bits < values.length * 16) bits++;
  const mask = (1 << bits) - 1;
  const seen = new Int32Array(1 << (bits - 5));
  const again = new Int32Array(1 << (bits - 5));
  const all = validity === null && active === null;
  const most = values.length >> 3;
  let found = 0;
  for (let row = 0; row < values.length; row++) {
    if (!all && !(isValid(validity, row) && (active === null || active[row] === 1))) continue;
    const h = hash(words[row * 2] as number, words[row * 2 + 1] as number) & mask;
    const word = h >>> 5;
    const bit = 1 << (h & 31);
    const before = seen[word] as number;
    if ((before & bit) === 0) seen[word] = before | bit;
    else {
      again[word] = (again[word] as number) | bit;
      if (++found > most) return null;
    }
  }
  if (found === 0) return new Int32Array(0);
  const rows = new Int32Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const h = hash(words[row * 2] as number, words[row * 2 + 1] as number) & mask;
    if (((again[h >>> 5] as number) & (1 << (h & 31))) === 0) continue;
    if (all || (isValid(validity, row) && (active === null || active[row] === 1))) rows[count++] = row;
  }
  return rows.slice(0, count);
}

/** Of the two words of a double: equal for 0 and -0, and for every NaN. */
function hash(low: number, high: number): number {
  let top = high;
  let rest = low;
  if ((top & 0x7fffffff) === 0 && rest === 0) top = 0;
  else if ((top & 0x7ff00000) === 0x7ff00000 && ((top & 0xfffff) !== 0 || rest !== 0)) {
    top = 0x7ff80000;
    rest = 0;
  }
  let h = Math.imul(rest ^ Math.imul(top, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
