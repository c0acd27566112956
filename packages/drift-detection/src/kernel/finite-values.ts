import { scratchOf } from "./scratch.ts";

/** What is not finite in a sample. */
export interface Beside {
  readonly nan: number;
  /** −∞ and +∞. */
  readonly infinite: readonly [number, number];
}

/** Of a sample whose values all are finite. */
export const ALL_FINITE: Beside = { nan: 0, infinite: [0, 0] };

const LOOKED_AT = 256;

/** Whether some values spread over a sample are finite, so that the others may well be, too. */
export function looksFinite(values: Float64Array): boolean {
  const step = Math.max(1, Math.floor(values.length / LOOKED_AT));
  for (let i = 0; i < values.length; i += step) if ((values[i] as number) - (values[i] as number) !== 0) return false;
  return true;
}

const scratch = [scratchOf(Float64Array), scratchOf(Float64Array)] as const;

/** The finite values of a sample in their order, the sample itself where all are, else valid until the next sample of this side; and what is left out. */
export function finiteValues(values: Float64Array, side: 0 | 1): { readonly finite: Float64Array; readonly beside: Beside } {
  if (looksFinite(values)) {
    let differences = 0; // NaN as soon as one value is not finite
    for (let i = 0; i < values.length; i++) differences += (values[i] as number) - (values[i] as number);
    if (differences === 0) return { finite: values, beside: ALL_FINITE };
  }
  const finite = scratch[side].take(values.length);
  let n = 0;
  let below = 0;
  let above = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (x - x === 0) finite[n++] = x;
    else if (x > 0) above++;
    else if (x < 0) below++;
  }
  return { finite: finite.subarray(0, n), beside: { nan: values.length - n - below - above, infinite: [below, above] } };
}
