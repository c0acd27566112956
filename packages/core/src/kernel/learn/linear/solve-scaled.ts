import { choleskyFactor, choleskySolve } from "../../stats/cholesky.ts";

/** Solves a positive definite system after scaling its diagonal to 1; null where a pivot is below `leastPivot`. Reads the lower triangle, row by row. */
export function solveScaled(matrix: Float64Array, right: Float64Array, leastPivot: number): Float64Array | null {
  const n = right.length;
  const inverse = new Float64Array(n);
  for (let i = 0; i < n; i++) inverse[i] = 1 / Math.sqrt(matrix[i * n + i] as number);
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) scaled[i * n + j] = (matrix[i * n + j] as number) * (inverse[i] as number) * (inverse[j] as number);
  const factor = choleskyFactor(scaled, n);
  if (factor === null) return null;
  for (let i = 0; i < n; i++) if ((factor[i * n + i] as number) ** 2 < leastPivot) return null;
  const solution = choleskySolve(
    factor,
    right.map((value, i) => value * (inverse[i] as number)),
  );
  return solution.map((value, i) => value * (inverse[i] as number));
}
