import { symmetricEigen } from "@mlops/core/stats";
import { type DenseRows, type Scale, scaleOf } from "./dense-rows.ts";

/** Standard deviations beyond which a value is not followed, so that squares stay finite. */
const FARTHEST = 1e75;

/** The first principal components of standardised rows. */
export interface PrincipalComponents extends Scale {
  /** Unit vectors, row by row, by descending variance. */
  readonly components: Float64Array;
  readonly kept: number;
}

/** Components of the rows, standardised by themselves: `keep` of them, or as few as hold that share of the variance, at most one less than there are columns. */
export function principalComponents(rows: DenseRows, fitted: Uint32Array, keep: number | { readonly share: number }): PrincipalComponents {
  const { values, width } = rows;
  const { mean, deviation } = scaleOf(rows, fitted);
  const correlation = new Float64Array(width * width);
  const z = new Float64Array(width);
  for (const row of fitted) {
    for (let i = 0; i < width; i++) {
      z[i] = ((values[row * width + i] as number) - (mean[i] as number)) / (deviation[i] as number);
      for (let j = 0; j <= i; j++)
        correlation[i * width + j] = (correlation[i * width + j] as number) + (z[i] as number) * (z[j] as number);
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) correlation[j * width + i] = correlation[i * width + j] as number;
  const { values: variances, vectors } = symmetricEigen(correlation, width);
  let kept = typeof keep === "number" ? keep : 0;
  if (typeof keep !== "number") {
    const wanted = (keep.share - 1e-12) * variances.reduce((sum, value) => sum + Math.max(0, value), 0);
    for (let held = 0; kept < width - 1 && held < wanted; kept++) held += variances[kept] as number;
  }
  return { mean, deviation, components: vectors, kept: Math.max(1, kept) };
}

/** Distance of each row from its reconstruction, in standard deviations; `squares` receives the square of what each column adds. */
export function reconstructionErrors(rows: DenseRows, of: Uint32Array, model: PrincipalComponents, squares?: Float64Array): Float64Array {
  const { values, width } = rows;
  const { mean, deviation, components, kept } = model;
  const rest = new Float64Array(width);
  return Float64Array.from(of, (row) => {
    for (let j = 0; j < width; j++) {
      const z = ((values[row * width + j] as number) - (mean[j] as number)) / (deviation[j] as number);
      rest[j] = Math.max(-FARTHEST, Math.min(FARTHEST, z));
    }
    let sum = 0;
    if (squares === undefined) {
      // unit vectors: what is along them is what the distance lacks
      for (let j = 0; j < width; j++) sum += (rest[j] as number) ** 2;
      for (let k = 0; k < kept; k++) sum -= along(rest, components, k) ** 2;
      return Math.sqrt(Math.max(0, sum));
    }
    for (let k = 0; k < kept; k++) {
      const length = along(rest, components, k);
      for (let j = 0; j < width; j++) rest[j] = (rest[j] as number) - length * (components[k * width + j] as number);
    }
    for (let j = 0; j < width; j++) {
      const square = (rest[j] as number) ** 2;
      sum += square;
      squares[j] = (squares[j] as number) + square;
    }
    return Math.sqrt(sum);
  });
}

function along(row: Float64Array, components: Float64Array, k: number): number {
  let sum = 0;
  for (let j = 0; j < row.length; j++) sum += (row[j] as number) * (components[k * row.length + j] as number);
  return sum;
}
