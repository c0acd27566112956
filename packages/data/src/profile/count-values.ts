/** The different numbers, in the order they first occur, and how often each does. 0 equals -0, NaN itself. */
export interface CountedValues {
  readonly values: Float64Array;
  readonly counts: Uint32Array;
}

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);

/** A table of open addresses that grows with what it finds: few different numbers stay in the processor's cache, however many there are of them. */
export function countValues(values: Float64Array): CountedValues {
  let bits = 9;
  let mask = (1 << bits) - 1;
  let slots = new Int32Array(1 << bits);
  let keys = new Float64Array(1 << (bits - 1));
  let counts = new Uint32Array(1 << (bits - 1));
  let found = 0;
  for (let row = 0; row < values.length; row++) {
    const value = (values[row] as number) + 0; // -0 becomes 0
    let h = placeOf(value) & mask;
    let slot = slots[h] as number;
    while (slot !== 0 && !Object.is(keys[slot - 1], value)) {
      h = (h + 1) & mask;
      slot = slots[h] as number;
    }
    if (slot === 0) {
      if (found === keys.length) {
        bits++;
        mask = (1 << bits) - 1;
        keys = grown(keys, new Float64Array(1 << (bits - 1)));
        counts = grown(counts, new Uint32Array(1 << (bits - 1)));
        slots = placed(keys, found, mask);
        h = placeOf(value) & mask;
        while (slots[h] !== 0) h = (h + 1) & mask;
      }
      keys[found] = value;
      slots[h] = slot = ++found;
    }
    counts[slot - 1] = (counts[slot - 1] as number) + 1;
  }
  return { values: keys.subarray(0, found), counts: counts.subarray(0, found) };
}

function placeOf(value: number): number {
  scratch[0] = value;
  const h = Math.imul((words[0] as number) ^ Math.imul(words[1] as number, 0x9e3779b1), 0x85ebca6b);
  return h ^ (h >>> 15);
}

function grown<A extends Float64Array | Uint32Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

function placed(keys: Float64Array, count: number, mask: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(mask + 1);
  for (let i = 0; i < count; i++) {
    let h = placeOf(keys[i] as number) & mask;
    while (slots[h] !== 0) h = (h + 1) & mask;
    slots[h] = i + 1;
  }
  return slots;
}
