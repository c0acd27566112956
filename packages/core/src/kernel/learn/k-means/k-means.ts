import { DataError } from "@mlops/models/errors";
import { checkDesign } from "../../estimator/check-input.ts";
import type { FitOptions } from "../../estimator/estimator.ts";
import type { Matrix } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { columnMeans, columnVariances } from "../column-means.ts";
import { isCount, requireParameter } from "../require-parameter.ts";
import { requireMeans, requireVariances } from "../require-range.ts";
import type { Backend } from "../wasm/machine.ts";
import { fewDistinctRows } from "./few-distinct-rows.ts";
import { FittedKMeans } from "./fitted-k-means.ts";
import { type LloydResult, lloyd } from "./lloyd.ts";
import { RowStore } from "./row-store.ts";
import { seedCentres } from "./seed-centres.ts";

export interface KMeansOptions {
  /** Default 8. */
  readonly clusters?: number | undefined;
  /** Where the centres start, one array of the features' values per cluster; by k-means++ when absent. */
  readonly initialCentres?: readonly ArrayLike<number>[] | undefined;
  /** Starts by k-means++, the best of which counts. Default 1. */
  readonly nInit?: number | undefined;
  /** Default 300. */
  readonly maxIterations?: number | undefined;
  /** Iterations end when the sum of the centres' squared moves is at most this share of the columns' mean variance. Default 1e-4; 0: when no label changes. */
  readonly tolerance?: number | undefined;
  /** Kernels to run on: WebAssembly, TypeScript, or the first where it can. The result is the same to the last bit. Default `auto`. */
  readonly backend?: Backend | undefined;
}

interface KMeansParams {
  readonly clusters: number;
  readonly initialCentres: readonly (readonly number[])[] | null;
  readonly nInit: number;
  readonly maxIterations: number;
  readonly tolerance: number;
}

/**
 * k-means: the `k` centres that minimise `Σ w · min ‖x − c‖²`, by Lloyd's algorithm from seeded starts. A cluster that runs empty takes the row farthest from
 * its own centre. O(iterations · rows · clusters · features). Features must be finite: NaN throws `DataError` `VALUE_INVALID` naming the column; so do
 * fewer different rows than clusters. The units of the features matter: scale them first where they differ.
 * @see Equal to scikit-learn's KMeans (`algorithm="lloyd"`) from the same centres to 1e-9.
 * @example
 * const x = { rows: 4, names: ["size"], columns: [Float64Array.of(1, 2, 8, 9)] };
 * const fitted = new KMeans({ clusters: 2, initialCentres: [[1], [9]] }).fit(x);
 * fitted.centres.map(([size]) => size) // => [1.5, 8.5]
 * [...fitted.predict(x)] // => [0, 0, 1, 1]
 * fitted.inertia // => 1
 */
export class KMeans {
  readonly name = "k_means";
  /** `initialCentres` is null for k-means++. */
  readonly params: KMeansParams;
  readonly #backend: Backend;

  constructor(options: KMeansOptions = {}) {
    const { initialCentres, nInit = 1, maxIterations = 300, tolerance = 1e-4, backend = "auto" } = options;
    const { clusters = initialCentres?.length ?? 8 } = options;
    requireParameter(isCount(clusters, 1), "clusters", clusters, "an integer of at least 1");
    requireParameter(isCount(nInit, 1), "nInit", nInit, "an integer of at least 1");
    requireParameter(isCount(maxIterations, 1), "maxIterations", maxIterations, "an integer of at least 1");
    requireParameter(tolerance >= 0 && Number.isFinite(tolerance), "tolerance", tolerance, "a number of at least 0");
    const starts = initialCentres?.map((centre) => Object.freeze(Array.from(centre))) ?? null;
    if (starts !== null) {
      requireParameter(starts.length === clusters, "initialCentres", `${starts.length} centres`, `${clusters}, one per cluster`);
      requireParameter(starts.flat().every(Number.isFinite), "initialCentres", "a number that is not finite", "numbers alone");
    }
    this.params = Object.freeze({ clusters, initialCentres: starts, nInit: starts === null ? nInit : 1, maxIterations, tolerance });
    this.#backend = backend;
  }

  /**
   * `onProgress` counts iterations of all starts.
   * @throws DataError `TABLE_EMPTY`, `TOO_FEW_ROWS`, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID` for initial centres of another width; MLOpsError `OUT_OF_MEMORY`
   */
  fit(x: Matrix, options: FitOptions = {}): FittedKMeans {
    checkDesign(x, options);
    const { clusters, initialCentres, nInit, maxIterations, tolerance } = this.params;
    if (x.rows < clusters) {
      const hint = `give more rows, or ask for at most ${x.rows} clusters`;
      throw new DataError({ code: "TOO_FEW_ROWS", actual: x.rows, needed: clusters, hint });
    }
    const width = x.columns.length;
    for (const { length } of initialCentres ?? [])
      requireParameter(length === width, "initialCentres", `${length} values per centre`, `${width} values, one per column`);
    const means = columnMeans(x.columns);
    requireMeans(x, means);
    const variances = columnVariances(x.columns, means);
    requireVariances(x, variances);
    const store = new RowStore(x, means, clusters, options.sampleWeight, this.#backend);
    try {
      const random = new Random(options.seed ?? 0).fork("k_means");
      let best: LloydResult | undefined;
      for (let start = 0; start < nInit; start++) {
        const onStep = (iteration: number): void => {
          options.signal?.throwIfAborted();
          options.onProgress?.(start * maxIterations + iteration, nInit * maxIterations);
        };
        const centres = initialCentres?.map((centre) => Float64Array.from(centre, (value, f) => value - (means[f] as number)));
        const found = lloyd(store, centres ?? seedCentres(store, random.fork(start)), {
          maxIterations,
          tolerance: tolerance * (variances.reduce((sum, value) => sum + value, 0) / width),
          onStep,
        });
        if (found.inertia === 0) requireEvery(store.labels(), clusters);
        if (best === undefined || found.inertia < best.inertia) best = found;
      }
      options.onProgress?.(nInit * maxIterations, nInit * maxIterations);
      const { centres, inertia, iterations, converged } = best as LloydResult;
      const placed = centres.map((centre) => centre.map((value, f) => value + (means[f] as number)));
      return new FittedKMeans({ features: x.names, centres: placed, inertia, iterations, converged });
    } finally {
      store.close();
    }
  }
}

/** Throws where a cluster has no row. */
function requireEvery(labels: Int32Array, clusters: number): void {
  const used = new Set(labels);
  if (used.size < clusters) throw fewDistinctRows(used.size, clusters);
}
