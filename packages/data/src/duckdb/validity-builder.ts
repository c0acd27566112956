import { allocate, type Validity } from "@mlops/core/table";

/** Gathers validity bits chunk by chunk; takes no memory as long as nothing is missing. */
export class ValidityBuilder {
  private bits: Uint8Array | null = null;
  private rows = 0;

  append(chunk: Uint8Array | null, count: number): void {
    const start = this.rows;
    this.rows += count;
    if (this.bits === null && (chunk === null || allSet(chunk, count))) return;
    const bits = this.room(start);
    if ((start & 7) === 0 && chunk !== null) {
      const bytes = (count + 7) >> 3;
      bits.set(chunk.subarray(0, bytes), start >> 3);
      const rest = count & 7;
      if (rest !== 0) {
        const last = (start >> 3) + bytes - 1;
        bits[last] = (bits[last] as number) & ((1 << rest) - 1);
      }
      return;
    }
    for (let i = 0; i < count; i++) {
      if (chunk !== null && ((chunk[i >> 3] as number) & (1 << (i & 7))) === 0) continue;
      const row = start + i;
      bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
    }
  }

  /** The bits for all rows so far. */
  finish(): Validity {
    if (this.bits === null) return null;
    const exact = allocate(Uint8Array, (this.rows + 7) >> 3);
    exact.set(this.bits.subarray(0, exact.length));
    return exact;
  }

  private room(start: number): Uint8Array {
    const needed = (this.rows + 7) >> 3;
    const before = this.bits;
    if (before !== null && before.length >= needed) return before;
    const bits = new Uint8Array(Math.max(needed, (before?.length ?? 0) * 2, 1024));
    if (before !== null) bits.set(before);
    else {
      bits.fill(255, 0, start >> 3);
      if ((start & 7) !== 0) bits[start >> 3] = (1 << (start & 7)) - 1;
    }
    this.bits = bits;
    return bits;
  }
}

function allSet(chunk: Uint8Array, count: number): boolean {
  const whole = count >> 3;
  for (let i = 0; i < whole; i++) if (chunk[i] !== 255) return false;
  const rest = (1 << (count & 7)) - 1;
  return rest === 0 || ((chunk[whole] as number) & rest) === rest;
}
