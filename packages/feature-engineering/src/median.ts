/**
 * The median of the values that are not NaN, the mean of the middle two where their number is even; NaN without a value. O(n) on average.
 * @example medianOf(Float64Array.of(3, NaN, 1, 2, 10)) // => 2.5
 */
export function medianOf(values: Float64Array): number {
  const present = new Float64Array(values.length);
  let n = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    present[n] = value;
    if (!Number.isNaN(value)) n++;
  }
  if (n === 0) return Number.NaN;
  const middle = n >> 1;
  select(present, 0, n - 1, middle);
  const upper = present[middle] as number;
  if (n % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) lower = Math.max(lower, present[i] as number);
  return lower === upper ? lower : lower + (upper - lower) / 2;
}

/**
 * Reorders `a[left…right]` so that `a[k]` is what it were if sorted, with nothing greater before and nothing smaller after it.
 * @see Floyd, Rivest: Algorithm 489 (1975)
 */
function select(a: Float64Array, from: number, to: number, k: number): void {
  let left = from;
  let right = to;
  while (right > left) {
    if (right - left > 600) {
      const n = right - left + 1;
      const i = k - left + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const sd = 0.5 * Math.sqrt((z * s * (n - s)) / n) * Math.sign(i - n / 2);
      select(a, Math.max(left, Math.floor(k - (i * s) / n + sd)), Math.min(right, Math.floor(k + ((n - i) * s) / n + sd)), k);
    }
    const pivot = a[k] as number;
    let i = left;
    let j = right;
    a[k] = a[left] as number;
    a[left] = pivot;
    if ((a[right] as number) > pivot) swap(a, left, right);
    while (i < j) {
      swap(a, i, j);
      i++;
      j--;
      while ((a[i] as number) < pivot) i++;
      while ((a[j] as number) > pivot) j--;
    }
    if (a[left] === pivot) swap(a, left, j);
    else {
      j++;
      swap(a, j, right);
    }
    if (j <= k) left = j + 1;
    if (k <= j) right = j - 1;
  }
}

function swap(a: Float64Array, i: number, j: number): void {
  const value = a[i] as number;
  a[i] = a[j] as number;
  a[j] = value;
}
