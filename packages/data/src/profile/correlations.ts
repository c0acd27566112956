import { type Column, toFloat64 } from "@mlops/core/table";
import type { Correlation } from "./data-profile.ts";

/** Pearson's correlation of the rows in which both are finite; centred first, so that large offsets cost no digits. */
function pearson(x: Float64Array, y: Float64Array): { value: number | null; rows: number } {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  for (let row = 0; row < x.length; row++) {
    const a = x[row] as number;
    const b = y[row] as number;
    if (a - a !== 0 || b - b !== 0) continue; // NaN or infinite
    n++;
    meanX += (a - meanX) / n;
    meanY += (b - meanY) / n;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let row = 0; row < x.length; row++) {
    const a = (x[row] as number) - meanX;
    const b = (y[row] as number) - meanY;
    if (a - a !== 0 || b - b !== 0) continue;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  const value = xy / Math.sqrt(xx * yy);
  return { value: Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : null, rows: n };
}

/** Every pair of numeric columns, the strongest first. */
export function correlationsOf(columns: readonly (readonly [string, Column])[]): Correlation[] {
  const values = columns.map(([, column]) => toFloat64(column));
  const found: Correlation[] = [];
  for (const [i, [left]] of columns.entries())
    for (let j = i + 1; j < columns.length; j++)
      found.push({ left, right: columns[j]?.[0] as string, ...pearson(values[i] as Float64Array, values[j] as Float64Array) });
  return found.sort((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0) || (a.left + a.right < b.left + b.right ? -1 : 1));
}
