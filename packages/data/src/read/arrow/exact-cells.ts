import type { ArrowVector } from "./batch.ts";
import { atLeast, type Cells, isSet, viewOf } from "./cells.ts";
import { ArrowDamage } from "./flat-table.ts";
import type { Layout } from "./schema.ts";

const DAY = 86_400_000_000n;

/** Times of the day in microseconds. */
export function clockCells(
  name: string,
  { from, factor, divisor }: Extract<Layout, { kind: "clock" }>,
  { length: rows, bits, buffers }: ArrowVector,
): Cells {
  const source = viewOf(atLeast(name, buffers[0], rows * from));
  const values = new BigInt64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (!isSet(bits, row)) continue;
    const value = ((from === 4 ? BigInt(source.getInt32(row * 4, true)) : source.getBigInt64(row * 8, true)) * factor) / divisor;
    if (value < 0n || value >= DAY) throw new ArrowDamage(`column "${name}" holds a time of day beyond the day`);
    values[row] = value;
  }
  return { kind: "fixed", rows, bits, width: 8, data: new Uint8Array(values.buffer) };
}

/** Decimals in as many bytes as DuckDB keeps them in. */
export function decimalCells(
  name: string,
  { from, to, precision }: Extract<Layout, { kind: "decimal" }>,
  { length: rows, bits, buffers }: ArrowVector,
): Cells {
  const source = viewOf(atLeast(name, buffers[0], rows * from));
  const data = new Uint8Array(rows * to);
  const target = viewOf(data);
  const limit = 10n ** BigInt(precision);
  for (let row = 0; row < rows; row++) {
    if (!isSet(bits, row)) continue;
    const low = from === 4 ? BigInt(source.getInt32(row * 4, true)) : source.getBigInt64(row * from, true);
    const value = from === 16 ? (source.getBigInt64(row * 16 + 8, true) << 64n) | BigInt.asUintN(64, low) : low;
    if (value >= limit || value <= -limit) throw new ArrowDamage(`column "${name}" holds a decimal of more than ${precision} digits`);
    if (to === 2) target.setInt16(row * 2, Number(value), true);
    else if (to === 4) target.setInt32(row * 4, Number(value), true);
    else target.setBigInt64(row * to, BigInt.asIntN(64, value), true);
    if (to === 16) target.setBigInt64(row * 16 + 8, value >> 64n, true);
  }
  return { kind: "fixed", rows, bits, width: to, data };
}
