import { ConfigError, DataError, MLOpsError } from "@mlops/models/errors";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Matrix, RegressionTarget, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { restoreForest } from "./fitted-forest.ts";
import type { ForestOptions } from "./options.ts";
import { drawnFeatures } from "./options.ts";
import { ExtraTrees, RandomForest } from "./random-forest.ts";

const FORESTS = { RandomForest, ExtraTrees } as const;
const KINDS = Object.keys(FORESTS) as (keyof typeof FORESTS)[];

/** Numbers, numbers with gaps, few values, and some infinities; the target depends on all but the last. */
function sample(rows: number, seed: number): Matrix {
  const random = new Random(seed);
  const column = (next: () => number): Float64Array => Float64Array.from({ length: rows }, next);
  const columns = [
    column(() => random.normal()),
    column(() => (random.uniform() < 0.15 ? Number.NaN : random.normal() * 100)),
    column(() => random.int(7)),
    column(() => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, random.normal()].at(Math.min(2, random.int(20))) as number),
  ];
  return { rows, names: ["number", "gaps", "few", "edge"], columns };
}

function target(x: Matrix, classes: number): Target {
  const random = new Random("noise");
  const values = Float64Array.from({ length: x.rows }, (_, row) => {
    const at = (f: number): number => x.columns[f]?.[row] || 0;
    return at(0) + Math.sin(at(1) / 50) + (at(2) % 3) / 2 + random.normal() / 2;
  });
  if (classes === 0) return { kind: "regression", values };
  const codes = Int32Array.from(values, (value) => Math.min(classes - 1, Math.max(0, Math.floor(value + 1))));
  return { kind: "classification", codes, classes: Array.from({ length: classes }, (_, k) => `c${k}`) };
}

const json = (model: unknown): string => JSON.stringify(model);
const predictions = (kind: keyof typeof FORESTS, options: ForestOptions, x: Matrix, y: Target): Float64Array[] => {
  const fitted = new FORESTS[kind]({ trees: 5, ...options }).fit(x, y);
  return fitted.kind === "regression" ? [fitted.predict(x)] : fitted.predictProbability(x);
};

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

describe.each(KINDS)("the kernels of %s in WebAssembly and in TypeScript", (kind) => {
  it.each<[string, ForestOptions, number]>([
    ["numbers", {}, 0],
    ["two classes", {}, 2],
    ["four classes", {}, 4],
    ["large leaves", { minSamplesLeaf: 6, maxDepth: 4 }, 0],
    ["large leaves of classes", { minSamplesLeaf: 6, minSamplesSplit: 30 }, 3],
    ["all features", { maxFeatures: 1, bootstrap: false }, 2],
    ["drawn rows", { bootstrap: false, rowSample: 0.5 }, 4],
    ["balanced classes and few bins", { classWeight: "balanced", maxBins: 5 }, 3],
  ])("give the same bits for %s, weighted or not", (_, options, classes) => {
    const x = sample(500, 11);
    const y = target(x, classes);
    const weights = Float64Array.from({ length: x.rows }, (__, row) => (row % 5) / 3);
    for (const sampleWeight of [undefined, weights]) {
      const [wasm, js] = (["wasm", "js"] as const).map((backend) =>
        json(new FORESTS[kind]({ trees: 4, ...options, backend }).fit(x, y, { seed: 3, ...(sampleWeight && { sampleWeight }) })),
      );
      expect(wasm).toBe(js);
      expect(wasm?.length).toBeGreaterThan(1000);
    }
  });

  it("give the same bits whatever the data, which a restored model predicts", () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, 0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
    const rows = fc.array(fc.tuple(value, value, fc.nat(2)), { minLength: 4, maxLength: 60 });
    const options = fc.record({ maxBins: fc.integer({ min: 2, max: 255 }), minSamplesLeaf: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(rows, options, fc.nat(2), (given, own, classes) => {
        const labelled = [...given, [0, 0, 0] as const, [1, 1, 1] as const, [2, Number.NaN, 2] as const];
        const columns = [0, 1].map((f) => Float64Array.from(labelled, (row) => row[f] as number));
        const x = { rows: labelled.length, names: ["a", "b"], columns };
        const codes = Int32Array.from(labelled, (row) => (classes === 1 ? Math.min(1, row[2]) : row[2]));
        const y: Target =
          classes === 0
            ? { kind: "regression", values: Float64Array.from(codes, (code, row) => code + 1 / (row + 3)) }
            : { kind: "classification", codes, classes: ["a", "b", "c"].slice(0, classes + 1) };
        const [wasm, js] = (["wasm", "js"] as const).map((backend) =>
          new FORESTS[kind]({ trees: 3, ...own, backend }).fit(x, y, { seed: labelled.length }),
        );
        expect(json(wasm)).toBe(json(js));
        const again = restoreForest(JSON.parse(json(wasm)) as Record<string, unknown>);
        const of = (model: typeof again): Float64Array[] =>
          model.kind === "regression" ? [model.predict(x)] : model.predictProbability(x);
        expect(of(again)).toEqual(of(wasm as typeof again));
        for (const values of of(again)) expect(values.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(KINDS)("%s", (kind) => {
  it("fits its training rows, whose targets differ only where their features do", () => {
    const x = sample(300, 4);
    const y = target(x, 0) as RegressionTarget;
    const [own] = predictions(kind, { trees: 1, bootstrap: false }, x, y) as [Float64Array];
    const error = own.map((value, row) => Math.abs(value - (y.values[row] as number)));
    expect(Math.max(...error)).toBeLessThan(1e-12);
  });

  it("does not depend on the order of the columns", () => {
    const x = sample(200, 5);
    const turned = { ...x, names: [...x.names].reverse(), columns: [...x.columns].reverse() };
    const y = target(x, 3);
    const options = { trees: 5 };
    const [a, b] = [new FORESTS[kind](options).fit(x, y), new FORESTS[kind](options).fit(turned, y)];
    expect(predictions(kind, options, turned, y)).toEqual(predictions(kind, options, x, y));
    expect([...(b.importances as Float64Array)].reverse()).toEqual([...(a.importances as Float64Array)]);
  });

  it("draws other rows and features for another seed", () => {
    const x = sample(200, 5);
    const y = target(x, 2);
    const of = (seed: number): string => json(new FORESTS[kind]({ trees: 3 }).fit(x, y, { seed }));
    expect(of(1)).toBe(of(1));
    expect(of(2)).not.toBe(of(1));
  });

  it("keeps depth and leaves within their limits", () => {
    const x = sample(400, 6);
    const y = target(x, 0);
    const nodes = (options: ForestOptions): Record<"rows" | "feature", number[]> =>
      new FORESTS[kind]({ trees: 1, bootstrap: false, ...options }).fit(x, y).toJSON()["forest"] as Record<"rows" | "feature", number[]>;
    expect(nodes({ maxDepth: 3 }).feature.length).toBeLessThanOrEqual(15);
    const { rows, feature } = nodes({ minSamplesLeaf: 7 });
    expect(Math.min(...rows.filter((_, node) => feature[node] === -1))).toBeGreaterThanOrEqual(7);
    const parted = nodes({ minSamplesSplit: 50 });
    expect(Math.min(...parted.rows.filter((_, node) => parted.feature[node] !== -1))).toBeGreaterThanOrEqual(50);
  });

  it("takes a feature without values, and a constant target", () => {
    const empty = new Float64Array(100).fill(Number.NaN);
    const x = { rows: 100, names: ["a", "b"], columns: [Float64Array.from({ length: 100 }, (_, row) => row), empty] };
    const y: Target = { kind: "regression", values: Float64Array.from({ length: 100 }, (_, row) => (row < 40 ? 2 : 5)) };
    const fitted = new FORESTS[kind]({ bootstrap: false, trees: 3 }).fit(x, y);
    expect([...fitted.predict(x)]).toEqual([...y.values]);
    expect(fitted.importances).toEqual(Float64Array.of(1, 0));
    const alone = { rows: 100, names: ["b"], columns: [empty] };
    expect(new FORESTS[kind]({ bootstrap: false, trees: 3 }).fit(alone, y).predict(alone)[0]).toBeCloseTo(3.8, 12);
    const flat = new FORESTS[kind]({ trees: 7 }).fit(x, { kind: "regression", values: new Float64Array(100).fill(0.1) });
    expect(flat.importances).toBeNull();
    expect(flat.predict(x).every((value) => Math.abs(value - 0.1) < 1e-15)).toBe(true);
  });

  it("sends a value never seen missing with the larger child, and a learned one where it belongs", () => {
    const values = Float64Array.from({ length: 60 }, (_, row) => row);
    const y: Target = { kind: "regression", values: Float64Array.from({ length: 60 }, (_, row) => (row < 20 ? 0 : 1)) };
    const gap = { rows: 1, names: ["a"], columns: [Float64Array.of(Number.NaN)] };
    const full = { rows: 60, names: ["a"], columns: [values] };
    if (kind === "RandomForest") {
      expect([...new RandomForest({ trees: 5, maxDepth: 1 }).fit(full, y).predict(gap)]).toEqual([1]);
      const gaps = { ...full, columns: [values.map((value, row) => (row % 20 === 3 ? Number.NaN : value))] };
      const learned = new RandomForest({ trees: 9, bootstrap: false }).fit(gaps, {
        ...y,
        values: values.map((_, row) => (row % 20 === 3 ? 7 : 1)),
      });
      expect([...learned.predict(gap)]).toEqual([7]);
    } else expect(new ExtraTrees({ trees: 5 }).fit(full, y).predict(gap)[0]).toBeGreaterThan(0.5);
  });

  it("never looks at rows without weight, and counts a row of weight 2 as two", () => {
    const x = sample(120, 8);
    const y = target(x, 0) as RegressionTarget;
    const none = Float64Array.from({ length: 120 }, (_, row) => (row < 60 ? 0 : 1));
    const half = { ...x, rows: 60, columns: x.columns.map((column) => column.slice(60)) };
    for (const bootstrap of [true, false]) {
      const heavy = new FORESTS[kind]({ trees: 3, bootstrap }).fit(
        x,
        { ...y, values: y.values.map((value, row) => (row < 60 ? 1e6 : value)) },
        { sampleWeight: none },
      );
      expect(Math.max(...heavy.predict(half))).toBeLessThan(10);
    }
    const options = { trees: 3, bootstrap: false, maxFeatures: 1, maxDepth: 2 };
    const twos = Float64Array.from({ length: 120 }, (_, row) => (row % 3 === 0 ? 2 : 1));
    const repeated = Int32Array.from({ length: 120 }, (_, row) => row).filter((row) => row % 3 === 0);
    const twice = {
      ...x,
      rows: 160,
      columns: x.columns.map((column) => Float64Array.of(...column, ...Array.from(repeated, (row) => column[row] as number))),
    };
    const values = Float64Array.of(...y.values, ...Array.from(repeated, (row) => y.values[row] as number));
    const [a, b] = [
      new FORESTS[kind](options).fit(x, y, { sampleWeight: twos }).predict(x),
      new FORESTS[kind](options).fit(twice, { ...y, values }).predict(x),
    ];
    for (const [row, value] of a.entries()) expect(Math.abs(value - (b[row] as number))).toBeLessThan(1e-9);
  });

  it("weighs classes as rows", () => {
    const x = sample(200, 9);
    const y = target(x, 2);
    const codes = y.kind === "classification" ? y.codes : new Int32Array(0);
    const threes = Float64Array.from(codes, (code) => (code === 1 ? 3 : 1));
    const own = new FORESTS[kind]({ trees: 4, classWeight: { c1: 3 } }).fit(x, y);
    expect(json(own)).toBe(json(new FORESTS[kind]({ trees: 4 }).fit(x, y, { sampleWeight: threes })));
  });

  it("stops inside a tree when aborted", () => {
    const x = sample(20_000, 2);
    const reason = new Error("enough");
    let looks = 0;
    // a signal that another thread raises has this shape for code that does not wait
    const signal = {
      get aborted() {
        return ++looks > 2;
      },
      throwIfAborted() {
        if (looks > 2) throw reason;
      },
    } as AbortSignal;
    const progress: number[] = [];
    const fit = () => new FORESTS[kind]({ maxFeatures: 1 }).fit(x, target(x, 0), { signal, onProgress: (done) => progress.push(done) });
    expect(fit).toThrow(reason);
    expect(progress.length).toBeLessThan(3);
  });

  it("refuses numbers whose sum over the trees no double holds", () => {
    const x = sample(20, 1);
    const error = thrown(() => new FORESTS[kind]().fit(x, { kind: "regression", values: new Float64Array(20).fill(1e307) }));
    expect(DataError.isInstance(error) && error.code).toBe("VALUE_INVALID");
    const values = Float64Array.from({ length: 20 }, (_, row) => 1e303 * row);
    expect(new FORESTS[kind]({ trees: 1, bootstrap: false }).fit(x, { kind: "regression", values }).predict(x)[3]).toBeCloseTo(3e303, -290);
  });
});

it("draws rows with replacement for a random forest, all rows for extra-trees", () => {
  const x = sample(400, 3);
  const rows = (kind: keyof typeof FORESTS, options: ForestOptions): number[] => {
    const { roots, rows: reached } = new FORESTS[kind]({ trees: 6, ...options }).fit(x, target(x, 2)).toJSON()["forest"] as Record<
      string,
      number[]
    >;
    return (roots as number[]).map((root) => (reached as number[])[root] as number);
  };
  expect(rows("RandomForest", {})).toEqual(Array(6).fill(400));
  expect(rows("RandomForest", { rowSample: 0.25 })).toEqual(Array(6).fill(100));
  expect(rows("ExtraTrees", { rowSample: 0.25 })).toEqual(Array(6).fill(100));
});

it("draws a share of the rows among those with weight", () => {
  const x = sample(200, 3);
  const y: Target = { kind: "regression", values: Float64Array.from({ length: 200 }, (_, row) => (row < 5 ? 3 : 1e6)) };
  const sampleWeight = Float64Array.from({ length: 200 }, (_, row) => (row < 5 ? row + 1 : 0));
  for (const bootstrap of [true, false])
    expect([...new ExtraTrees({ rowSample: 0.01, bootstrap }).fit(x, y, { sampleWeight }).predict(x)]).toEqual(Array(200).fill(3));
});

it("parts a node midway between its own values", () => {
  const x = { rows: 4, names: ["a"], columns: [Float64Array.of(0, 4, 10, 30)] };
  const y: Target = { kind: "regression", values: Float64Array.of(1, 1, 1, 2) };
  const { value } = new RandomForest({ trees: 1, bootstrap: false }).fit(x, y).toJSON()["forest"] as { value: number[] };
  expect(value[0]).toBe(20);
});

describe("drawnFeatures", () => {
  it.each([
    ["sqrt", 30, 5],
    ["log2", 30, 4],
    [0.5, 7, 3],
    [1, 7, 7],
    [0.01, 7, 1],
    ["log2", 1, 1],
  ] as const)("%s of %i features is %i", (wanted, features, drawn) => expect(drawnFeatures(wanted, features)).toBe(drawn));
});

describe("options out of range", () => {
  it.each<[ForestOptions, string]>([
    [{ trees: 0 }, "trees"],
    [{ maxDepth: 0 }, "maxDepth"],
    [{ maxFeatures: 0 }, "maxFeatures"],
    [{ maxFeatures: 1.5 }, "maxFeatures"],
    [{ maxFeatures: "all" as "sqrt" }, "maxFeatures"],
    [{ minSamplesLeaf: 0 }, "minSamplesLeaf"],
    [{ minSamplesSplit: 1 }, "minSamplesSplit"],
    [{ bootstrap: 1 as unknown as boolean }, "bootstrap"],
    [{ rowSample: 0 }, "rowSample"],
    [{ maxBins: 256 }, "maxBins"],
    [{ classWeight: { a: -1 } }, "classWeight.a"],
  ])("%j name %s", (options, parameter) => {
    for (const kind of KINDS) {
      const error = thrown(() => new FORESTS[kind](options));
      expect(ConfigError.isInstance(error) && [error.code, error.fields["parameter"]]).toEqual(["PARAMETER_INVALID", parameter]);
    }
  });
});

describe("restoreForest", () => {
  const x = sample(60, 1);
  const model = JSON.parse(json(new RandomForest({ trees: 2 }).fit(x, target(x, 3)))) as Record<string, unknown>;
  const forest = model["forest"] as Record<string, number[]>;

  it.each<[string, Record<string, unknown>]>([
    ["another model's name", { ...model, name: "gradient_boosting" }],
    ["no trees", { ...model, forest: null }],
    ["vectors of another length", { ...model, forest: { ...forest, vectors: forest["vectors"]?.slice(4) } }],
    ["a leaf without a vector", { ...model, forest: { ...forest, value: forest["value"]?.map(() => -1) } }],
  ])("refuses %s", (_, broken) => {
    const error = thrown(() => restoreForest(broken));
    expect(DataError.isInstance(error) && error.code).toBe("BUNDLE_INVALID");
  });

  it("does not explain a model without its nodes' rows", () => {
    const { rows: _, ...bare } = forest;
    const restored = restoreForest({ ...model, forest: bare }) as ReturnType<RandomForest["fit"]>;
    const error = thrown(() => restored.shapValues(x));
    expect(MLOpsError.isInstance(error) && error.code).toBe("NOT_SUPPORTED");
  });
});

describe("where WebAssembly is missing", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it("the same forest grows", async () => {
    const x = sample(300, 1);
    const y = target(x, 2);
    const usual = json(new RandomForest({ trees: 3 }).fit(x, y));
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const { RandomForest: Without } = await import("./random-forest.ts");
    expect(json(new Without({ trees: 3 }).fit(x, y))).toBe(usual);
  });
});
