/** Rows that quantiles are taken from at most; more are thinned evenly. */
export const SAMPLE = 200_000;

/** How the values of a feature are counted and sorted. */
export interface ValueTools {
  /** The distinct values in `rows` in ascending order, NaN aside, or null when there are more than `most`. */
  distinct(column: Float64Array, rows: Int32Array, most: number): Float64Array | null;
  /** Room for so many values, up to SAMPLE, which the next call may give again. */
  room(count: number): Float64Array;
  /** Sorts what lies in the room in place, ascending; there is no NaN. */
  sort(values: Float64Array): void;
}

/** The tools of the language itself. */
export const PLAIN_TOOLS: ValueTools = {
  distinct: fewDistinct,
  room: (count) => new Float64Array(count),
  sort: (values) => void values.sort(),
};

/**
 * Ascending bin borders of one feature, at most `maxBins - 1`: `x <= border[b]` falls into bin b or below.
 * With at most `maxBins` distinct values each has a bin, else the values at equally spaced quantiles end the bins. A border lies midway
 * between the last value of its bin and the next larger one, never on the latter, so the order of the values alone decides their bins. NaN is ignored.
 * @see The same training rows share a bin as in scikit-learn 1.9.
 */
export function binBorders(column: Float64Array, rows: Int32Array, maxBins: number, tools: ValueTools = PLAIN_TOOLS): Float64Array {
  const distinct = tools.distinct(column, rows, maxBins);
  if (distinct !== null) {
    const borders = new Float64Array(Math.max(0, distinct.length - 1));
    for (let at = 0; at < borders.length; at++) borders[at] = midway(distinct[at] as number, distinct[at + 1] as number);
    return borders;
  }
  const sorted = sortedSample(column, rows, tools);
  const borders = new Float64Array(maxBins - 1);
  let count = 0;
  let above = 0;
  for (let q = 1; q < maxBins; q++) {
    const place = Math.ceil((q * sorted.length) / maxBins) - 1;
    const low = sorted[place] as number;
    above = Math.max(above, place);
    while (above < sorted.length && (sorted[above] as number) <= low) above++;
    // the largest value is no border: nothing would lie above it
    if (above === sorted.length) break;
    const border = midway(low, sorted[above] as number);
    if (count === 0 || border > (borders[count - 1] as number)) borders[count++] = border;
  }
  return borders.slice(0, count);
}

/** How many of the ascending borders are less than `value`: its bin. */
export function countBelow(borders: Float64Array, value: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((borders[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function fewDistinct(column: Float64Array, rows: Int32Array, most: number): Float64Array | null {
  const seen = new Set<number>();
  for (let at = 0; at < rows.length; at++) {
    const value = column[rows[at] as number] as number;
    if (!Number.isNaN(value) && !seen.has(value)) {
      if (seen.size === most) return null;
      seen.add(value);
    }
  }
  return Float64Array.from(seen).sort();
}

function sortedSample(column: Float64Array, rows: Int32Array, tools: ValueTools): Float64Array {
  const step = Math.max(1, rows.length / SAMPLE);
  const sample = tools.room(Math.min(rows.length, SAMPLE));
  let count = 0;
  for (let at = 0; at < sample.length; at++) {
    const value = column[rows[Math.floor(at * step)] as number] as number;
    if (!Number.isNaN(value)) sample[count++] = value;
  }
  const values = sample.subarray(0, count);
  tools.sort(values);
  return values;
}

/** The middle of two values, or the lower one where the middle cannot be told from the upper. */
export function midway(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}
