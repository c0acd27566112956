import { DataError } from "@mlops/models/errors";
import { checkDesign } from "../../estimator/check-input.ts";
import type { FitOptions } from "../../estimator/estimator.ts";
import type { Matrix } from "../../estimator/matrix.ts";
import { columnMeans } from "../column-means.ts";
import { isCount, requireParameter } from "../require-parameter.ts";
import { requireMeans } from "../require-range.ts";
import type { Backend } from "../wasm/machine.ts";
import { decompose } from "./decompose.ts";
import { FittedPca } from "./fitted-pca.ts";

export interface PcaOptions {
  /** How many components: a number, a share of the variance in (0, 1) that as few as possible exceed, or null for all (the default). */
  readonly components?: number | null | undefined;
  /** Divide what rows are along a component by its standard deviation. Default false. */
  readonly whiten?: boolean | undefined;
  /** Kernels to run on: WebAssembly, TypeScript, or the first where it can. The result is the same to the last bit. Default `auto`. */
  readonly backend?: Backend | undefined;
}

/**
 * Principal component analysis: the orthogonal directions along which the rows vary most, around the means of the columns, which are not scaled. Of the covariance
 * where there are ten rows per column and no variance is tiny, else of the rows themselves. The largest element of each component is positive. Features must be
 * finite: NaN throws `DataError` `VALUE_INVALID` naming the column. Columns that do not vary take no part. O(rows · features²).
 * @see Equal to scikit-learn's PCA to 1e-9.
 * @example
 * const x = { rows: 3, names: ["a", "b"], columns: [Float64Array.of(1, 2, 3), Float64Array.of(2, 4, 6.3)] };
 * const fitted = new Pca({ components: 1 }).fit(x);
 * fitted.explainedVarianceRatio[0].toFixed(4) // => "0.9998"
 * [...fitted.transform(x)[0]].map((value) => value.toFixed(2)) // => ["-2.33", "-0.09", "2.42"]
 */
export class Pca {
  readonly name = "pca";
  readonly params: Readonly<{ components: number | null; whiten: boolean }>;
  readonly #backend: Backend;

  constructor({ components = null, whiten = false, backend = "auto" }: PcaOptions = {}) {
    const known = components === null || isCount(components, 1) || (components > 0 && components < 1);
    requireParameter(known, "components", components, "an integer of at least 1, or a share of the variance between 0 and 1");
    this.params = Object.freeze({ components, whiten });
    this.#backend = backend;
  }

  /** @throws DataError `TABLE_EMPTY`, `TOO_FEW_ROWS` below two or the components asked for, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID` for more components than columns */
  fit(x: Matrix, options: Pick<FitOptions, "signal" | "onProgress"> = {}): FittedPca {
    const { signal, onProgress } = options;
    checkDesign(x, signal === undefined ? {} : { signal });
    const { components, whiten } = this.params;
    const width = x.columns.length;
    const least = Math.max(2, components ?? 0);
    requireParameter((components ?? 0) <= width, "components", components, `at most ${width}, the number of columns`);
    if (x.rows < least) throw new DataError({ code: "TOO_FEW_ROWS", actual: x.rows, needed: Math.ceil(least) });
    const mean = columnMeans(x.columns);
    requireMeans(x, mean);
    const { variances, vectors } = decompose(x, mean, this.#backend, (done) => {
      signal?.throwIfAborted();
      onProgress?.(Math.floor(100 * done), 100);
    });
    onProgress?.(100, 100);
    const total = variances.reduce((sum, value) => sum + value, 0);
    const kept = countOf(components, variances, total);
    return new FittedPca({
      features: x.names,
      rows: x.rows,
      mean,
      components: vectors.slice(0, kept),
      explainedVariance: variances.slice(0, kept),
      totalVariance: total,
      noiseVariance: kept < variances.length ? average(variances.subarray(kept)) : 0,
      whiten,
    });
  }
}

/** As few components as hold more than the share, or the number asked for. */
function countOf(components: number | null, variances: Float64Array, total: number): number {
  if (components === null) return variances.length;
  if (components >= 1) return components;
  let held = 0;
  for (const [k, variance] of variances.entries()) {
    held += variance;
    if (held > components * total) return k + 1;
  }
  return total > 0 ? variances.length : 1;
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
