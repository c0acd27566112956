/**
 * Lower triangle L with `L·Lᵀ = A` of a symmetric positive definite matrix, row by row; null where A is not positive definite.
 * Reads the lower triangle of A only. O(n³/3).
 * @param a - n × n, row by row
 * @example [...choleskyFactor(Float64Array.of(4, 2, 2, 5), 2)] // => [2, 0, 1, 2]
 */
export function choleskyFactor(a: Float64Array, n: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number);
      if (i !== j) l[i * n + j] = sum / (l[j * n + j] as number);
      else if (sum > 0 && sum < Number.POSITIVE_INFINITY) l[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/**
 * The x with `A·x = b`, given A's factor. O(n²).
 * @example [...choleskySolve(Float64Array.of(2, 0, 1, 2), Float64Array.of(8, 9))] // => [1.375, 1.25]
 */
export function choleskySolve(factor: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (factor[i * n + k] as number) * (x[k] as number);
    x[i] = sum / (factor[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (factor[k * n + i] as number) * (x[k] as number);
    x[i] = sum / (factor[i * n + i] as number);
  }
  return x;
}
