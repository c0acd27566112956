import { Pca } from "@mlops/core/learn";
import { type DenseRows, type Scale, scaleOf } from "./dense-rows.ts";

/** Standard deviations beyond which a value is not followed, so that squares stay finite. */
const FARTHEST = 1e75;

/** The first principal components of standardised rows. */
export interface PrincipalComponents extends Scale {
  /** Unit vectors by descending variance. */
  readonly components: readonly Float64Array[];
}

/** Components of the rows, standardised by themselves: `keep` of them, or as few as hold that share of the variance, at most one less than there are columns. */
export function principalComponents(rows: DenseRows, fitted: Uint32Array, keep: number | { readonly share: number }): PrincipalComponents {
  const { values, width, names } = rows;
  const { mean, deviation } = scaleOf(rows, fitted);
  const columns = Array.from({ length: width }, (_, j) =>
    Float64Array.from(fitted, (row) => ((values[row * width + j] as number) - (mean[j] as number)) / (deviation[j] as number)),
  );
  const { components, explainedVariance, totalVariance } = new Pca().fit({
    rows: fitted.length,
    names: names.map((name, j) => `${j} ${name}`),
    columns,
  });
  let kept = typeof keep === "number" ? keep : 0;
  if (typeof keep !== "number") {
    const wanted = (keep.share - 1e-12) * totalVariance;
    for (let held = 0; kept < width - 1 && held < wanted; kept++) held += explainedVariance[kept] as number;
  }
  return { mean, deviation, components: components.slice(0, Math.max(1, kept)) };
}

/** Distance of each row from its reconstruction, in standard deviations; `squares` receives the square of what each column adds. */
export function reconstructionErrors(rows: DenseRows, of: Uint32Array, model: PrincipalComponents, squares?: Float64Array): Float64Array {
  const { values, width } = rows;
  const { mean, deviation, components } = model;
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
      for (const component of components) sum -= along(rest, component) ** 2;
      return Math.sqrt(Math.max(0, sum));
    }
    for (const component of components) {
      const length = along(rest, component);
      for (let j = 0; j < width; j++) rest[j] = (rest[j] as number) - length * (component[j] as number);
    }
    for (let j = 0; j < width; j++) {
      const square = (rest[j] as number) ** 2;
      sum += square;
      squares[j] = (squares[j] as number) + square;
    }
    return Math.sqrt(sum);
  });
}

function along(row: Float64Array, component: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < row.length; j++) sum += (row[j] as number) * (component[j] as number);
  return sum;
}
