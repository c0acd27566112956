import type { Validity } from "./column.ts";

/** True where `row` holds a value. @example isValid(Uint8Array.of(0b01), 1) // => false */
export function isValid(validity: Validity, row: number): boolean {
  return validity === null || ((validity[row >> 3] as number) & (1 << (row & 7))) !== 0;
}

/** How many of the first `length` rows are missing. */
export function countMissing(validity: Validity, length: number): number {
  if (validity === null) return 0;
  let missing = 0;
  for (let row = 0; row < length; row++) if (((validity[row >> 3] as number) & (1 << (row & 7))) === 0) missing++;
  return missing;
}
