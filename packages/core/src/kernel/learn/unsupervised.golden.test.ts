import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../estimator/matrix.ts";
import { KMeans, Pca } from "./index.ts";

interface ClusterCase {
  readonly x: string;
  readonly start: number[][];
  readonly weights: number[] | null;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly centres: number[][];
  readonly inertia: number;
  readonly iterations: number;
  readonly labels: number[];
  readonly distances: number[][];
}

interface ComponentCase {
  readonly x: string;
  readonly components: number | null;
  readonly whiten: boolean;
  readonly kept: number;
  readonly mean: number[];
  readonly vectors: number[][];
  readonly explainedVariance: number[];
  readonly explainedVarianceRatio: number[];
  readonly singularValues: number[];
  readonly noiseVariance: number;
  readonly places: number[][];
  readonly errors: number[];
}

const golden = JSON.parse(readFileSync(new URL("./__golden__/unsupervised.json", import.meta.url), "utf8")) as {
  matrices: Record<string, number[][]>;
  clusters: ClusterCase[];
  components: ComponentCase[];
};

function matrixOf(name: string, rows?: number): Matrix {
  const columns = (golden.matrices[name] as number[][]).map((column) => Float64Array.from(column.slice(0, rows)));
  return { rows: (columns[0] as Float64Array).length, names: columns.map((_, f) => `x${f}`), columns };
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number, least = 1): void {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries())
    expect(Math.abs((actual[at] as number) - value), `element ${at}: ${actual[at]} and ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(least, Math.abs(value)),
    );
}

describe.each(golden.clusters.map((one, at) => [at, one] as const))("k-means, case %i", (_, one) => {
  it.each(["wasm", "js"] as const)("has scikit-learn's centres, labels, iterations and inertia, in %s", (backend) => {
    const { maxIterations, tolerance } = one;
    const estimator = new KMeans({ initialCentres: one.start, maxIterations, tolerance, backend });
    const x = matrixOf(one.x);
    const fitted = estimator.fit(x, one.weights === null ? {} : { sampleWeight: Float64Array.from(one.weights) });
    expect(fitted.iterations).toBe(one.iterations);
    for (const [k, centre] of one.centres.entries()) expectClose(fitted.centres[k] as Float64Array, centre, 1e-9);
    expect([...fitted.predict(x)]).toEqual(one.labels);
    expectClose([fitted.inertia], [one.inertia], 1e-9);
    for (const [k, distances] of fitted.transform(matrixOf(one.x, 12)).entries())
      expectClose(distances, one.distances[k] as number[], 1e-9);
  });
});

describe.each(golden.components.map((one, at) => [at, one] as const))("PCA, case %i", (_, one) => {
  it("has scikit-learn's components, variances and places", () => {
    const { components, whiten, kept } = one;
    const fitted = new Pca({ components, whiten }).fit(matrixOf(one.x));
    expect(fitted.components).toHaveLength(one.explainedVariance.length);
    const spread = one.explainedVariance[0] as number;
    expectClose(fitted.mean, one.mean, 1e-12);
    expectClose(fitted.explainedVariance.slice(0, kept), one.explainedVariance.slice(0, kept), 1e-9, 0);
    for (const value of fitted.explainedVariance.slice(kept)) expect(value).toBeLessThan(1e-20 * spread);
    expectClose(fitted.explainedVarianceRatio, one.explainedVarianceRatio, 1e-10);
    expectClose(fitted.singularValues, one.singularValues, 1e-10, Math.sqrt(spread));
    expectClose([fitted.noiseVariance], [one.noiseVariance], 1e-9, 1e-20);
    for (const [k, vector] of one.vectors.entries()) expectClose(fitted.components[k] as Float64Array, vector, 1e-9);
    const head = matrixOf(one.x, 12);
    for (const [k, places] of one.places.entries()) expectClose(fitted.transform(head)[k] as Float64Array, places, 1e-9, Math.sqrt(spread));
    expectClose(fitted.reconstructionError(head), one.errors, 1e-9, Math.max(1, Math.sqrt(spread), ...one.mean.map(Math.abs)));
  });
});
