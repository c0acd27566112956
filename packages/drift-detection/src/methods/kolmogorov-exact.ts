const BIG = 2 ** 128;
const SMALL = 2 ** -128;

/**
 * P(Dₙ ≤ d) by Durbin's matrix, raised to the n-th power by squaring. O(k³ log n) with k = ⌈n·d⌉.
 * @see Marsaglia, Tsang and Wang (2003); the first branch of scipy.stats.kstwo
 * @example kolmogorovDmtw(10, 0.1).toFixed(12) // => "0.000362880000"
 */
export function kolmogorovDmtw(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const h = k - n * d;
  const m = 2 * k - 1;
  const inverseFactorials = new Float64Array(m + 1).fill(1);
  for (let i = 1; i <= m; i++) inverseFactorials[i] = (inverseFactorials[i - 1] as number) / i;
  const edge = Float64Array.from({ length: m }, (_, i) => (1 - h ** (i + 1)) * (inverseFactorials[i + 1] as number));
  edge[m - 1] = (1 + Math.max(2 * h - 1, 0) ** m - 2 * h ** m) * (inverseFactorials[m] as number);
  let matrix = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 1; j <= Math.min(i + 1, m - 1); j++) matrix[i * m + j] = inverseFactorials[i - j + 1] as number;
    matrix[i * m] = edge[i] as number;
  }
  for (let j = 0; j < m; j++) matrix[(m - 1) * m + j] = edge[m - 1 - j] as number;

  let row = new Float64Array(m); // of the power: only its middle row is needed
  row[k - 1] = 1;
  let exponent = 0;
  let matrixExponent = 0;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      row = timesMatrix(row, matrix, m);
      exponent += matrixExponent;
    }
    if (left === 1) break;
    matrix = timesMatrix(matrix, matrix, m);
    matrixExponent *= 2;
    if (Math.abs(matrix[(k - 1) * m + k - 1] as number) > BIG) {
      for (let i = 0; i < matrix.length; i++) matrix[i] = (matrix[i] as number) / BIG;
      matrixExponent += 128;
    }
  }
  let p = row[k - 1] as number;
  for (let i = 1; i <= n; i++) {
    p = (i * p) / n;
    if (Math.abs(p) < SMALL) {
      p *= BIG;
      exponent -= 128;
    }
  }
  return p * 2 ** exponent;
}

/** Rows of length m times an m × m matrix. */
function timesMatrix(rows: Float64Array, matrix: Float64Array, m: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(rows.length);
  for (let start = 0; start < rows.length; start += m) {
    for (let k = 0; k < m; k++) {
      const factor = rows[start + k] as number;
      if (factor === 0) continue;
      for (let j = 0; j < m; j++) product[start + j] = (product[start + j] as number) + factor * (matrix[k * m + j] as number);
    }
  }
  return product;
}

/**
 * P(Dₙ ≤ d) by Pomeranz's recursion: rows of convolutions with Poisson probabilities, of which a band alone is not zero. O(n·(n·d)²).
 * @see Pomeranz (1974); the second branch of scipy.stats.kstwo
 * @example kolmogorovPomeranz(10, 0.5).toFixed(12) // => "0.992222590000"
 */
export function kolmogorovPomeranz(n: number, d: number): number {
  const t = n * d;
  const whole = Math.floor(t);
  const part = t - whole;
  const g = Math.min(part, 1 - part);
  const above = part > 0 ? 1 : 0;
  const rounded = part > 0.5 ? 1 : 0;
  const size = 2 * (whole + 1);
  const powers = (rate: number): Float64Array => {
    const terms = new Float64Array(size).fill(1);
    for (let k = 1; k < size; k++) terms[k] = ((terms[k - 1] as number) * rate) / k;
    return terms;
  };
  const [once, twice, rest] = [powers(g / n), powers((2 * g) / n), powers((1 - 2 * g) / n)];

  const band = (i: number): readonly [number, number] => {
    let [from, to] = [-whole - above - 1, whole + above - 1];
    const half = (i + 1) >> 1;
    if (i > 0 && (i + 1) % 2 === 0)
      [from, to] = half === n + 1 ? [n - whole - above - 1, n + whole + above - 1] : [half - 2 - whole - rounded, half + whole - 2 + above];
    else if (i > 0) [from, to] = [half - 2 - whole, half + whole + rounded - 1];
    return [Math.max(from + 2, 0), Math.min(to, n)];
  };
  let row = new Float64Array(n + 1); // by absolute place
  row[0] = 1;
  let exponent = 0;
  let [from] = band(0);
  for (let i = 1; i <= 2 * n + 1; i++) {
    const before = from;
    const [start, end] = band(i);
    from = start;
    const terms = i === 1 || i === 2 * n + 1 ? once : i % 2 === 1 ? twice : rest;
    const next = new Float64Array(n + 1);
    let largest = 0;
    for (let j = start; j <= end; j++) {
      let sum = 0;
      for (let k = before; k <= j; k++) if (j - k < size) sum += (row[k] as number) * (terms[j - k] as number);
      next[j] = sum;
      largest = Math.max(largest, sum);
    }
    if (largest > 0 && largest < SMALL) {
      for (let j = start; j <= end; j++) next[j] = (next[j] as number) * BIG;
      exponent -= 128;
    }
    row = next;
  }
  let answer = row[n] as number;
  for (let k = 1; k <= n; k++) {
    if (Math.abs(answer) > BIG) {
      answer *= SMALL;
      exponent += 128;
    }
    answer *= k;
  }
  return answer * 2 ** exponent;
}
