import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { MLOpsError } from "@mlops/models/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../estimator/matrix.ts";
import { compileGraph } from "../../onnx/compile-graph.ts";
import { GraphBuilder } from "../../onnx/graph-builder.ts";
import { Random } from "../../stats/random.ts";
import { SOURCE_SHA256 } from "../wasm/k-means.wasm.ts";
import { type FittedKMeans, restoreKMeans } from "./fitted-k-means.ts";
import { KMeans } from "./k-means.ts";

const matrixOf = (columns: number[][]): Matrix => ({
  rows: columns[0]?.length ?? 0,
  names: columns.map((_, f) => `x${f}`),
  columns: columns.map((column) => Float64Array.from(column)),
});

/** Rows around `groups` centres far apart. */
function blobs(rows: number, width: number, groups: number, seed: number): Matrix {
  const random = new Random(seed);
  const centres = Array.from({ length: groups }, () => Array.from({ length: width }, () => 20 * random.normal()));
  return matrixOf(
    Array.from({ length: width }, (_, f) =>
      Array.from({ length: rows }, (__, row) => (centres[row % groups]?.[f] as number) + random.normal()),
    ),
  );
}

function codeOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return MLOpsError.isInstance(error) ? [error.code, `${error.message}; ${error.hint}`] : error;
  }
  return undefined;
}

const bits = ({ centres, ...rest }: FittedKMeans) => [
  ...centres.map((centre) => [...centre]),
  rest.inertia,
  rest.iterations,
  rest.converged,
];

it("the WebAssembly is made from the source beside it", () => {
  const source = readFileSync(new URL("../wasm/k-means.as", import.meta.url), "utf8").replaceAll("\r\n", "\n");
  expect(createHash("sha256").update(source).digest("hex")).toBe(SOURCE_SHA256);
});

describe("KMeans", () => {
  it("finds groups that lie apart, whichever rows it starts from", () => {
    for (let seed = 0; seed < 20; seed++) {
      const x = blobs(600, 4, 6, 3);
      const labels = new KMeans({ clusters: 6, nInit: 3 }).fit(x, { seed }).predict(x);
      for (let row = 6; row < x.rows; row++) expect(labels[row]).toBe(labels[row % 6]);
      expect(new Set(labels).size).toBe(6);
    }
  });

  it("gives the same bits in WebAssembly and in TypeScript, with weights and without", () => {
    const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }));
    const problem = fc.record({
      width: fc.integer({ min: 1, max: 5 }),
      rows: fc.integer({ min: 1, max: 40 }),
      clusters: fc.integer({ min: 1, max: 9 }),
      values: fc.array(number, { minLength: 200, maxLength: 200 }),
      weights: fc.option(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 40 })),
      tolerance: fc.constantFrom(0, 1e-4),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(problem, ({ width, rows, clusters, values, weights, tolerance, seed }) => {
        const x = matrixOf(Array.from({ length: width }, (_, f) => values.slice(f * rows, (f + 1) * rows)));
        const options = { seed, ...(weights === null ? {} : { sampleWeight: Float64Array.from(weights.slice(0, rows)) }) };
        const run = (backend: "wasm" | "js") => () => bits(new KMeans({ clusters, tolerance, maxIterations: 50, backend }).fit(x, options));
        const error = codeOf(run("wasm"));
        expect(codeOf(run("js"))).toEqual(error);
        if (error !== undefined) {
          expect(["TOO_FEW_ROWS", "VALUE_INVALID"]).toContain((error as string[])[0]);
          return;
        }
        expect(run("js")()).toEqual(run("wasm")());
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same bits for many rows, whose sums are added block by block", () => {
    const x = blobs(20_001, 7, 5, 8);
    const fit = (backend: "wasm" | "js") => new KMeans({ clusters: 11, maxIterations: 8, backend }).fit(x, { seed: 4 });
    expect(bits(fit("js"))).toEqual(bits(fit("wasm")));
  });

  it("leaves centres at the means of their rows, and no row nearer to another", () => {
    const x = blobs(500, 3, 4, 5);
    const fitted = new KMeans({ clusters: 7, tolerance: 0 }).fit(x, { seed: 2 });
    expect(fitted.converged).toBe(true);
    const labels = fitted.predict(x);
    let inertia = 0;
    for (const [k, centre] of fitted.centres.entries()) {
      const own = [...labels.keys()].filter((row) => labels[row] === k);
      for (const [f, value] of centre.entries())
        expect(value).toBeCloseTo(own.reduce((sum, row) => sum + (x.columns[f]?.[row] as number), 0) / own.length, 10);
      for (const row of own) inertia += (fitted.transform(x)[k]?.[row] as number) ** 2;
    }
    expect(fitted.inertia / inertia).toBeCloseTo(1, 12);
  });

  it("weights count as repeated rows do, and rows of weight 0 not at all", () => {
    const x = blobs(60, 2, 3, 9);
    const weights = Float64Array.from({ length: 60 }, (_, row) => row % 4);
    const repeated = matrixOf(x.columns.map((column) => [...column].flatMap((value, row) => new Array<number>(row % 4).fill(value))));
    const initialCentres = [0, 1, 2].map((row) => x.columns.map((column) => column[row] as number));
    const weighted = new KMeans({ initialCentres, tolerance: 0 }).fit(x, { sampleWeight: weights });
    const plain = new KMeans({ initialCentres, tolerance: 0 }).fit(repeated);
    expect(weighted.inertia / plain.inertia).toBeCloseTo(1, 12);
    for (const [k, centre] of plain.centres.entries())
      for (const [f, value] of centre.entries()) expect(weighted.centres[k]?.[f]).toBeCloseTo(value, 10);
  });

  it("comes back from JSON, and is the same as a graph", () => {
    const x = blobs(80, 3, 4, 1);
    const fitted = new KMeans({ clusters: 4 }).fit(x);
    const restored = restoreKMeans(JSON.parse(JSON.stringify(fitted)));
    expect(restored).toEqual(fitted);
    expect(() => restoreKMeans({ ...fitted.toJSON(), centres: [[1]] })).toThrow(/k_means/);
    expect(() => restoreKMeans({ ...fitted.toJSON(), centres: [] })).toThrow(/no centres/);
    const graph = new GraphBuilder("clusters");
    const input = graph.input("x", "double", ["N", 3]);
    graph.output(fitted.lower(graph, input), "double", ["N", 4]);
    graph.output(fitted.lowerLabels(graph, input), "double", ["N", 1]);
    const data = Float64Array.from({ length: 240 }, (_, i) => x.columns[i % 3]?.[Math.floor(i / 3)] as number);
    const file = graph.build({ producer: "test", producerVersion: "1" });
    const [distances, labels] = Object.values(compileGraph(file).run({ x: { type: "double", shape: [80, 3], data } }));
    const expected = fitted.transform(x);
    for (let i = 0; i < 320; i++)
      expect((distances as { data: Float64Array }).data[i]).toBeCloseTo(expected[i % 4]?.[Math.floor(i / 4)] as number, 11);
    expect([...(labels as { data: Float64Array }).data]).toEqual([...fitted.predict(x)]);
  });

  it("reports progress over all starts and stops when told to", () => {
    const x = blobs(200, 2, 3, 6);
    const seen: number[] = [];
    const estimator = new KMeans({ clusters: 3, nInit: 2, maxIterations: 10 });
    estimator.fit(x, { onProgress: (done, total) => expect(seen.push(done) && total).toBe(20) });
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(20);
    const controller = new AbortController();
    const onProgress = (done: number) => done >= 1 && controller.abort(new Error("enough"));
    expect(() => estimator.fit(x, { signal: controller.signal, onProgress })).toThrow("enough");
  });

  it("refuses what has no answer", () => {
    const x = blobs(10, 2, 2, 1);
    const same = matrixOf([
      [1, 1, 1, 2],
      [5, 5, 5, 5],
    ]);
    const fit = (clusters: number, given: Matrix) => codeOf(() => new KMeans({ clusters }).fit(given));
    expect(fit(11, x)).toEqual(["TOO_FEW_ROWS", expect.stringContaining("at most 10 clusters")]);
    expect(fit(3, same)).toEqual(["VALUE_INVALID", expect.stringContaining("only 2 of its rows differ")]);
    expect(fit(2, same)).toBeUndefined();
    const starts = [
      [1, 5],
      [2, 5],
      [3, 5],
    ];
    expect(codeOf(() => new KMeans({ initialCentres: starts }).fit(same))).toEqual(["VALUE_INVALID", expect.stringContaining("only 2")]);
    expect(fit(1, matrixOf([[3, 3, 3]]))).toBeUndefined();
    expect(fit(2, matrixOf([[3, 3, 3]]))).toEqual(["VALUE_INVALID", expect.stringContaining("only 1")]);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(fit(1, matrixOf([[1, value, 2]]))).toEqual(["VALUE_INVALID", expect.stringContaining('column "x0"')]);
    expect(fit(1, matrixOf([[1e300, -1e300, 0]]))).toEqual(["VALUE_INVALID", expect.stringContaining("too much")]);
    expect(fit(1, matrixOf([[1e308, 1e308, 1e308]]))).toBeUndefined();
    expect(fit(1, matrixOf([[1e-200, 3e-200]]))).toEqual(["VALUE_INVALID", expect.stringContaining("too little")]);
    expect(fit(1, matrixOf([]))).toEqual(["TABLE_EMPTY", expect.any(String)]);
    const weigh = (sampleWeight: Float64Array) => codeOf(() => new KMeans({ clusters: 2 }).fit(same, { sampleWeight }));
    expect(weigh(Float64Array.of(1, Number.NaN, 1, 1))).toEqual(["VALUE_INVALID", expect.stringContaining("sampleWeight")]);
    expect(weigh(Float64Array.of(1, 1))).toEqual(["COLUMN_LENGTH", expect.any(String)]);
    const fitted = new KMeans({ clusters: 2 }).fit(x);
    expect(codeOf(() => fitted.predict({ ...x, names: ["a", "x1"] }))).toEqual(["COLUMN_MISSING", expect.any(String)]);
    expect(codeOf(() => fitted.predict(matrixOf([[1], [Number.NaN]])))).toEqual(["VALUE_INVALID", expect.stringContaining("impute")]);
    for (const options of [
      { clusters: 0 },
      { clusters: 1.5 },
      { nInit: 0 },
      { maxIterations: 0 },
      { tolerance: -1 },
      { clusters: 2, initialCentres: [[1]] },
      { initialCentres: [[Number.NaN]] },
      { initialCentres: [] },
    ])
      expect(codeOf(() => new KMeans(options))).toEqual(["PARAMETER_INVALID", expect.any(String)]);
    expect(codeOf(() => new KMeans({ initialCentres: [[1]] }).fit(x))).toEqual(["PARAMETER_INVALID", expect.stringContaining("2 values")]);
  });
});
