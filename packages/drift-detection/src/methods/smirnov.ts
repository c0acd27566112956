/**
 * P(D ≥ t/(n·m)) of the two-sample Smirnov statistic without drift, exact for samples without ties (conservative with ties).
 * A share of random lattice paths from (0, 0) to (n, m): those that reach |i·m − j·n| ≥ t. Every term is positive, so small p-values keep their digits.
 * O(n·m) at most; O(n) for n = m, by reflection.
 * @param t - D·n·m, an integer
 * @see Hodges (1958). Equal to scipy.stats.ks_2samp(method="exact").
 * @example smirnovExact(2, 2, 4).toFixed(12) // => "0.333333333333"
 */
export function smirnovExact(n: number, m: number, t: number): number {
  if (t <= 0) return 1;
  if (n > m) return smirnovExact(m, n, t);
  return n === m ? byReflection(n, t / n) : byPaths(n, m, t);
}

/** 2·Σ (−1)^(k−1) C(2n, n−kh)/C(2n, n) over k ≥ 1. */
function byReflection(n: number, h: number): number {
  let ratio = 1;
  let sum = 0;
  let sign = 1;
  for (let j = 0; j < n; j++) {
    ratio *= (n - j) / (n + 1 + j);
    if ((j + 1) % h !== 0) continue;
    sum += sign * ratio;
    sign = -sign;
  }
  return Math.min(1, 2 * sum);
}

function byPaths(n: number, m: number, t: number): number {
  const share = new Float64Array(m + 1).fill(1); // share of paths to (i, j) that reached the bounds
  for (let i = 0; i <= n; i++) {
    const from = Math.max(0, Math.floor((i * m - t) / n) + 1);
    const to = Math.min(m, Math.ceil((i * m + t) / n) - 1);
    let left = from > 0 ? 1 : 0;
    for (let j = from; j <= to; j++) {
      left = i + j === 0 ? 0 : (i * (share[j] as number) + j * left) / (i + j);
      share[j] = left;
    }
  }
  return share[m] as number;
}
