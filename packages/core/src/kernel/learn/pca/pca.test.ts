import { MLOpsError } from "@mlops/models/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../estimator/matrix.ts";
import { compileGraph } from "../../onnx/compile-graph.ts";
import { GraphBuilder } from "../../onnx/graph-builder.ts";
import { Random } from "../../stats/random.ts";
import { restorePca } from "./fitted-pca.ts";
import { Pca } from "./pca.ts";

const matrixOf = (columns: number[][]): Matrix => ({
  rows: columns[0]?.length ?? 0,
  names: columns.map((_, f) => `x${f}`),
  columns: columns.map((column) => Float64Array.from(column)),
});

function normals(rows: number, width: number, seed: number, scale: (f: number) => number = () => 1): Matrix {
  const random = new Random(seed);
  return matrixOf(Array.from({ length: width }, (_, f) => Array.from({ length: rows }, () => scale(f) * random.normal())));
}

function codeOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return MLOpsError.isInstance(error) ? [error.code, `${error.message}; ${error.hint}`] : error;
  }
  return undefined;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (const [f, value] of a.entries()) sum += value * (b[f] as number);
  return sum;
}

describe("Pca", () => {
  it("gives orthogonal directions that hold the whole variance, and every row back, whatever the columns", () => {
    const number = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => (Math.abs(value) < 1e-9 ? 0 : value)),
    );
    const shape = fc.record({ rows: fc.integer({ min: 2, max: 60 }), width: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(shape, fc.array(number, { minLength: 360, maxLength: 360 }), ({ rows, width }, values) => {
        const x = matrixOf(Array.from({ length: width }, (_, f) => values.slice(f * rows, (f + 1) * rows)));
        const fitted = new Pca().fit(x);
        expect(fitted.components).toHaveLength(Math.min(rows, width));
        for (const [k, a] of fitted.components.entries())
          for (const [j, b] of fitted.components.entries()) expect(product(a, b)).toBeCloseTo(Number(k === j), 9);
        const largest = Math.max(...x.columns.flatMap((column) => [...column].map(Math.abs)));
        for (const error of fitted.reconstructionError(x)) expect(error).toBeLessThanOrEqual(1e-9 * largest);
        const variances = [...fitted.explainedVariance];
        expect(variances).toEqual(variances.toSorted((a, b) => b - a));
        let total = 0;
        for (const [f, column] of x.columns.entries())
          for (const value of column) total += (value - (fitted.mean[f] as number)) ** 2 / (rows - 1);
        expect(Math.abs(fitted.totalVariance - total)).toBeLessThanOrEqual(1e-9 * total);
      }),
      { numRuns: 200 },
    );
  });

  it("gives the same bits in WebAssembly and in TypeScript", () => {
    const x = normals(5000, 7, 3);
    expect(new Pca({ backend: "js" }).fit(x)).toEqual(new Pca({ backend: "wasm" }).fit(x));
  });

  it("keeps the digits of small variances where columns differ in spread, however many rows", () => {
    const scales = [1e6, 1e3, 1, 1e-3];
    const x = normals(4000, 4, 5, (f) => scales[f] as number);
    const unscaled = new Pca().fit(normals(4000, 4, 5)).explainedVariance;
    const { explainedVariance } = new Pca().fit(x);
    for (const [k, scale] of scales.entries()) {
      const share = (explainedVariance[k] as number) / scale ** 2;
      expect(share).toBeGreaterThan(0.9 * Math.min(...unscaled));
      expect(share).toBeLessThan(1.1 * Math.max(...unscaled));
    }
  });

  it("leaves out columns that do not vary; whitened places have variance 1, or are 0 where nothing varies", () => {
    const { columns } = normals(200, 2, 7);
    const [a, b] = columns as [Float64Array, Float64Array];
    const x = matrixOf([[...a], [...b], new Array<number>(200).fill(4), [...a].map((value, row) => value + 2 * (b[row] as number))]);
    const fitted = new Pca({ whiten: true }).fit(x);
    for (const component of fitted.components.slice(0, 2)) expect(component[2]).toBeCloseTo(0, 14);
    for (const [k, places] of fitted.transform(x).entries()) {
      const variance = places.reduce((sum, value) => sum + value * value, 0) / 199;
      if (k < 2) expect(variance).toBeCloseTo(1, 10);
      else expect(variance).toBe(0);
    }
    for (const error of fitted.reconstructionError(x)) expect(error).toBeLessThan(1e-12);
    const still = new Pca({ components: 0.5, whiten: true }).fit(matrixOf([[1, 1, 1]]));
    expect([...still.explainedVarianceRatio]).toEqual([0]);
    expect([...(still.transform(matrixOf([[1, 5]]))[0] as Float64Array)]).toEqual([0, 0]);
  });

  it("keeps as few components as hold more than a share", () => {
    const x = normals(300, 5, 2, (f) => 2 ** f);
    const all = new Pca().fit(x);
    for (const share of [0.1, 0.7, 0.9, 0.99, 0.9999]) {
      const fitted = new Pca({ components: share }).fit(x);
      const held = (count: number) => all.explainedVarianceRatio.slice(0, count).reduce((sum, value) => sum + value, 0);
      const kept = fitted.components.length;
      expect(held(kept)).toBeGreaterThan(share);
      expect(held(kept - 1)).toBeLessThanOrEqual(share);
      expect(fitted.noiseVariance * (5 - kept)).toBeCloseTo(all.totalVariance - held(kept) * all.totalVariance, 8);
    }
  });

  it.each([false, true])("comes back from JSON, and is the same as a graph, whitened: %s", (whiten) => {
    const x = normals(50, 3, 9, (f) => f + 1);
    const fitted = new Pca({ components: 2, whiten }).fit(x);
    expect(restorePca(JSON.parse(JSON.stringify(fitted)))).toEqual(fitted);
    expect(() => restorePca({ ...fitted.toJSON(), mean: [1] })).toThrow(/"mean"/);
    expect(() => restorePca({ ...fitted.toJSON(), components: [] })).toThrow(/no components/);
    const graph = new GraphBuilder("components");
    graph.output(fitted.lower(graph, graph.input("x", "double", ["N", 3])), "double", ["N", 2]);
    const data = Float64Array.from({ length: 150 }, (_, i) => x.columns[i % 3]?.[Math.floor(i / 3)] as number);
    const file = graph.build({ producer: "test", producerVersion: "1" });
    const [places] = Object.values(compileGraph(file).run({ x: { type: "double", shape: [50, 3], data } }));
    const expected = fitted.transform(x);
    for (let i = 0; i < 100; i++)
      expect((places as { data: Float64Array }).data[i]).toBeCloseTo(expected[i % 2]?.[Math.floor(i / 2)] as number, 12);
  });

  it("reports progress and stops when told to", () => {
    const x = normals(3000, 2, 4);
    const seen: number[] = [];
    new Pca().fit(x, { onProgress: (done, total) => expect(seen.push(done) && total).toBe(100) });
    expect([seen[0], seen.at(-1)]).toEqual([0, 100]);
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error("enough"));
    expect(() => new Pca().fit(normals(200_000, 2, 1), { signal: controller.signal, onProgress })).toThrow("enough");
  });

  it("refuses what has no answer", () => {
    const x = normals(4, 3, 1);
    const fit = (given: Matrix, components?: number) => codeOf(() => new Pca({ components }).fit(given));
    expect(fit(x, 4)).toEqual(["PARAMETER_INVALID", expect.stringContaining("at most 3")]);
    expect(fit(normals(2, 3, 1), 3)).toEqual(["TOO_FEW_ROWS", expect.stringContaining("3 are needed")]);
    expect(fit(normals(1, 3, 1))).toEqual(["TOO_FEW_ROWS", expect.stringContaining("2 are needed")]);
    expect(fit(matrixOf([]))).toEqual(["TABLE_EMPTY", expect.any(String)]);
    for (const value of [Number.NaN, Number.NEGATIVE_INFINITY])
      expect(fit(matrixOf([[1, value, 2]]))).toEqual(["VALUE_INVALID", expect.stringContaining('column "x0"')]);
    expect(fit(matrixOf([[1e300, -1e300, 0]]))).toEqual(["VALUE_INVALID", expect.stringContaining("too much")]);
    expect(fit(matrixOf([new Array<number>(20).fill(1e300).fill(0, 5)]))).toEqual(["VALUE_INVALID", expect.stringContaining("too much")]);
    expect(fit(matrixOf([[1e-200, 3e-200]]))).toEqual(["VALUE_INVALID", expect.stringContaining("too little")]);
    for (const components of [0, 1.5, -1, Number.NaN])
      expect(codeOf(() => new Pca({ components }))).toEqual(["PARAMETER_INVALID", expect.any(String)]);
    const fitted = new Pca().fit(x);
    expect(codeOf(() => fitted.transform({ ...x, names: ["x0", "x1", "z"] }))).toEqual(["COLUMN_MISSING", expect.any(String)]);
    expect(codeOf(() => fitted.transform(matrixOf([[1], [2], [Number.NaN]])))).toEqual([
      "VALUE_INVALID",
      expect.stringContaining("impute"),
    ]);
  });
});
