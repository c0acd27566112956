import { isValid, type Validity } from "@mlops/core/table";

const PARTS = 256;
const NONE = new Int32Array(0);

/**
 * The rows whose number may occur more than once, ascending: every repeated one is among them, few others are. Hashes are dealt out to parts that fit into
 * the processor's cache, and two equal ones make candidates. Null where there would be so many that counting all values exactly is cheaper.
 */
export function candidatesOf(values: Float64Array, validity: Validity, active: Uint8Array | null): Int32Array | null {
  const rows = validity === null && active === null ? null : rowsLookedAt(values.length, validity, active);
  const sizes = new Int32Array(PARTS);
  const hashes = hashesOf(values, rows, sizes);
  const repeated = repeatedHashes(hashes, sizes);
  if (repeated === null || repeated.size === 0) return repeated === null ? null : NONE;
  let bits = 10;
  while (bits < 20 && 1 << bits < repeated.size * 1024) bits++;
  const mask = (1 << bits) - 1;
  const filter = new Int32Array(1 << (bits - 5));
  for (const one of repeated) {
    const word = (one & mask) >>> 5;
    filter[word] = (filter[word] as number) | (1 << (one & 31));
  }
  const found: number[] = [];
  for (let i = 0; i < hashes.length; i++) {
    const one = hashes[i] as number;
    if (((filter[(one & mask) >>> 5] as number) & (1 << (one & 31))) === 0 || !repeated.has(one)) continue;
    found.push(rows === null ? i : (rows[i] as number));
  }
  return Int32Array.from(found);
}

function rowsLookedAt(length: number, validity: Validity, active: Uint8Array | null): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (isValid(validity, row) && (active === null || active[row] === 1)) rows[count++] = row;
  return rows.subarray(0, count);
}

/** The hash of each value; counts how many go to each part. */
function hashesOf(values: Float64Array, rows: Int32Array | null, sizes: Int32Array): Int32Array {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const hashes = new Int32Array(rows === null ? values.length : rows.length);
  for (let i = 0; i < hashes.length; i++) {
    const at = rows === null ? 2 * i : 2 * (rows[i] as number);
    const one = hash(words[at] as number, words[at + 1] as number);
    hashes[i] = one;
    sizes[one >>> 24] = (sizes[one >>> 24] as number) + 1;
  }
  return hashes;
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

/** Hashes that occur more than once. */
function repeatedHashes(hashes: Int32Array, sizes: Int32Array): Set<number> | null {
  const starts = new Int32Array(PARTS + 1);
  for (let part = 0; part < PARTS; part++) starts[part + 1] = (starts[part] as number) + (sizes[part] as number);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const next = starts.slice(0, PARTS);
  const dealt = new Int32Array(hashes.length);
  for (let i = 0; i < hashes.length; i++) {
    const one = hashes[i] as number;
    const part = one >>> 24;
    const place = next[part] as number;
    dealt[place] = one;
    next[part] = place + 1;
  }
  const suspects = sharingBits(dealt, starts, largest);
  if (suspects === null) return null;
  const repeated = new Set<number>();
  suspects.sort();
  for (let i = 1; i < suspects.length; i++) if (suspects[i] === suspects[i - 1]) repeated.add(suspects[i] as number);
  return repeated;
}

/** The hashes of each part that share their low bits with another one; null where they are more than an eighth. */
function sharingBits(dealt: Int32Array, starts: Int32Array, largest: number): Int32Array | null {
  let bits = 10;
  while (bits < 24 && 1 << bits < largest * 32) bits++;
  const mask = (1 << bits) - 1;
  const seen = new Int32Array(1 << (bits - 5));
  const again = new Int32Array(1 << (bits - 5));
  const suspects = new Int32Array((dealt.length >> 3) + 2 * PARTS);
  let found = 0;
  for (let part = 0; part < PARTS; part++) {
    const from = starts[part] as number;
    const to = starts[part + 1] as number;
    seen.fill(0);
    let hits = 0;
    for (let i = from; i < to; i++) {
      const low = (dealt[i] as number) & mask;
      const word = low >>> 5;
      const bit = 1 << (low & 31);
      const before = seen[word] as number;
      if ((before & bit) === 0) seen[word] = before | bit;
      else {
        if (hits++ === 0) again.fill(0);
        again[word] = (again[word] as number) | bit;
      }
    }
    if (hits === 0) continue;
    for (let i = from; i < to; i++) {
      const low = (dealt[i] as number) & mask;
      if (((again[low >>> 5] as number) & (1 << (low & 31))) === 0) continue;
      if (found === suspects.length) return null;
      suspects[found++] = dealt[i] as number;
    }
  }
  return suspects.subarray(0, found);
}
