import { scratchOf } from "./scratch.ts";

const scratch = [scratchOf(Float64Array), scratchOf(Float64Array)] as const;

/**
 * The values with NaN where a bit of `validity` (row by row, the lowest bit first) is not set; valid until the next sample of this side.
 * @example withGaps(Float64Array.of(1, 2), Uint8Array.of(0b01), 0) // => Float64Array.of(1, NaN)
 */
export function withGaps(values: Float64Array, validity: Uint8Array, side: 0 | 1): Float64Array {
  const gapped = scratch[side].take(values.length);
  gapped.set(values);
  for (let begin = 0; begin < values.length; begin += 8) {
    const bits = validity[begin >> 3] as number;
    if (bits === 255) continue;
    const end = Math.min(begin + 8, values.length);
    for (let row = begin; row < end; row++) if (((bits >> (row - begin)) & 1) === 0) gapped[row] = Number.NaN;
  }
  return gapped;
}
