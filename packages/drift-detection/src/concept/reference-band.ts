/** Between which values a metric lay on windows of the reference. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

const DEVIATIONS = 3;

/** The mean of a metric on the reference's windows ± 3 standard deviations, within the metric's own bounds; null for fewer than two windows where it is defined. */
export function bandOf(values: readonly (number | null)[], bounds: readonly [number, number]): Band | null {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
  return { low: Math.max(bounds[0], mean - DEVIATIONS * deviation), high: Math.min(bounds[1], mean + DEVIATIONS * deviation) };
}

/** Where a value lies, null within the band or where there is neither. */
export function outsideOf(value: number | null, band: Band | null): "below" | "above" | null {
  if (value === null || band === null) return null;
  if (value < band.low) return "below";
  return value > band.high ? "above" : null;
}

/** Half-open spans of `size` of n places; the last may hold fewer. */
export function spans(n: number, size: number): { readonly start: number; readonly end: number }[] {
  return Array.from({ length: Math.ceil(n / size) }, (_, k) => ({ start: k * size, end: Math.min(n, (k + 1) * size) }));
}
