import type { Validity } from "./column.ts";

/** True where `row` holds a value. @example isValid(Uint8Array.of(0b01), 1) // => false */
export function isValid(validity: Validity, row: number): boolean {
  return validity === null || ((validity[row >> 3] as number) & (1 << (row & 7))) !== 0;
}

/** How many of the first `length` rows are missing. */
export function countMissing(validity: Validity, length: number): number {
  if (validity === null) return 0;
  let present = 0;
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) {
    const byte = validity[i] as number;
    if (byte === 255) present += 8;
    else present += bitCount(byte);
  }
  return length - present - bitCount((validity[whole] ?? 0) & ((1 << (length & 7)) - 1));
}

/** How many bits of a byte are set. */
function bitCount(byte: number): number {
  const pairs = byte - ((byte >> 1) & 0x55);
  const fours = (pairs & 0x33) + ((pairs >> 2) & 0x33);
  return (fours + (fours >> 4)) & 0x0f;
}
