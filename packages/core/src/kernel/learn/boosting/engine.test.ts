import { ConfigError, DataError, MLOpsError } from "@mlops/models/errors";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Matrix, RegressionTarget, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { GradientBoosting, restoreGradientBoosting } from "./gradient-boosting.ts";
import type { GradientBoostingOptions } from "./options.ts";

/** Numbers, numbers with gaps, few levels and many levels; the target depends on all. */
function sample(rows: number, seed: number): Matrix {
  const random = new Random(seed);
  const column = (next: () => number): Float64Array => Float64Array.from({ length: rows }, next);
  const columns = [
    column(() => random.normal()),
    column(() => (random.uniform() < 0.15 ? Number.NaN : random.normal() * 100)),
    column(() => random.int(7)),
    column(() => (random.uniform() < 0.05 ? Number.NaN : random.int(600))),
  ];
  return { rows, names: ["number", "gaps", "few", "many"], columns };
}

function score(x: Matrix, row: number): number {
  const at = (f: number): number => (x.columns[f] as Float64Array)[row] || 0;
  return at(0) + Math.sin(at(1) / 50) + [1, -1, 0, 2, -2, 0, 1].at(at(2)) + (at(3) % 3) / 2;
}

function target(x: Matrix, classes: number, positive = false): Target {
  const values = Float64Array.from({ length: x.rows }, (_, row) => (positive ? Math.round(Math.exp(score(x, row) / 2)) : score(x, row)));
  if (classes === 0) return { kind: "regression", values };
  const codes = Int32Array.from(values, (value) => Math.min(classes - 1, Math.max(0, Math.floor(value + 1))));
  return { kind: "classification", codes, classes: Array.from({ length: classes }, (_, k) => `c${k}`) };
}

const json = (model: unknown): string => JSON.stringify(model);
const small = { iterations: 6, numLeaves: 8, minSamplesLeaf: 5 };

describe("the kernels in WebAssembly and in TypeScript", () => {
  it.each<[string, GradientBoostingOptions, number, boolean]>([
    ["numbers", {}, 0, false],
    ["two classes", {}, 2, false],
    ["four classes", {}, 4, false],
    ["absolute error", { objective: "absolute" }, 0, false],
    ["a quantile", { objective: "quantile", quantile: 0.9 }, 0, false],
    ["counts", { objective: "poisson" }, 0, true],
    ["Huber's loss", { objective: "huber", huberDelta: 0.5 }, 0, false],
    ["levels", { categorical: ["few", "many"] }, 2, false],
    ["directions", { monotonic: { number: 1, gaps: -1 }, categorical: ["few"] }, 0, false],
    ["penalties", { l1: 0.5, l2: 2, minGain: 0.1, maxDepth: 3 }, 2, false],
    ["drawn rows and features", { rowSample: 0.5, featureSample: 0.5 }, 2, false],
    ["a stop before the end", { earlyStoppingRounds: 2, iterations: 30 }, 3, false],
    ["balanced classes", { classWeight: "balanced" }, 3, false],
    ["few bins", { maxBins: 8 }, 2, false],
  ])("give the same bits for %s, weighted or not", (_, options, classes, positive) => {
    const x = sample(700, 11);
    const y = target(x, classes, positive);
    const weights = Float64Array.from({ length: x.rows }, (__, row) => (row % 5) / 3);
    for (const sampleWeight of [undefined, weights]) {
      const [wasm, js] = (["wasm", "js"] as const).map((backend) =>
        json(new GradientBoosting({ ...small, ...options, backend }).fit(x, y, { seed: 3, ...(sampleWeight && { sampleWeight }) })),
      );
      expect(wasm).toBe(js);
      expect(wasm?.length).toBeGreaterThan(1000);
    }
  });

  it("give the same bits whatever the data", () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, 0, 1, -1, Number.POSITIVE_INFINITY));
    const rows = fc.array(fc.tuple(value, value, fc.boolean()), { minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 255 }), (given, maxBins) => {
        const labelled = [...given, [0, 0, true] as const, [1, 1, false] as const];
        const columns = [0, 1].map((f) => Float64Array.from(labelled, (row) => row[f] as number));
        const x = { rows: labelled.length, names: ["a", "b"], columns };
        const y: Target = { kind: "classification", codes: Int32Array.from(labelled, (row) => (row[2] ? 1 : 0)), classes: [0, 1] };
        const options = { iterations: 3, minSamplesLeaf: 1, maxBins };
        const [wasm, js] = (["wasm", "js"] as const).map((backend) => json(new GradientBoosting({ ...options, backend }).fit(x, y)));
        expect(wasm).toBe(js);
      }),
      { numRuns: 60 },
    );
  });

  it("give the same bits when histograms are fewer than leaves", () => {
    const random = new Random(5);
    const columns = Array.from({ length: 270 }, () => Float64Array.from({ length: 1500 }, () => random.normal()));
    const x = { rows: 1500, names: columns.map((_, f) => `f${f}`), columns };
    const values = Float64Array.from({ length: 1500 }, (_, row) => Math.sin(3 * (columns[0]?.[row] ?? 0)) + random.normal());
    const fit = (backend: "wasm" | "js") =>
      new GradientBoosting({ iterations: 1, numLeaves: 400, minSamplesLeaf: 2, backend }).fit(x, { kind: "regression", values });
    const wasm = fit("wasm");
    expect(json(wasm)).toBe(json(fit("js")));
    expect(new Set(wasm.predict(x)).size).toBeGreaterThan(250);
  });
});

describe("where WebAssembly is missing", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it("the same model is trained by default, and asking for WebAssembly is an error that says so", async () => {
    const x = sample(300, 1);
    const y = target(x, 2);
    const usual = json(new GradientBoosting(small).fit(x, y));
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const { GradientBoosting: Without } = await import("./gradient-boosting.ts");
    expect(json(new Without(small).fit(x, y))).toBe(usual);
    const error = thrown(() => new Without({ ...small, backend: "wasm" }).fit(x, y));
    expect(MLOpsError.isInstance(error) && error.code).toBe("NOT_SUPPORTED");
  });
});

describe("levels", () => {
  it("are split by sets, seen or not, missing or not", () => {
    const random = new Random(2);
    const column = (of: number): Float64Array => Float64Array.from({ length: 3000 }, () => random.int(of));
    const [few, many] = [column(7), column(60)];
    const x = { rows: 3000, names: ["few", "many"], columns: [few, many] };
    // neither is a trend: as a number, each split undoes a part of another
    const values = few.map((level, row) => (level % 2) + (((many[row] as number) * 7) % 5));
    const y: RegressionTarget = { kind: "regression", values };
    const options = { iterations: 30, learningRate: 0.3, numLeaves: 8 };
    const error = (categorical: string[]): number => {
      const predicted = new GradientBoosting({ ...options, categorical }).fit(x, y).predict(x);
      return predicted.reduce((sum, value, row) => sum + (value - (values[row] as number)) ** 2, 0) / x.rows;
    };
    expect(error(["few", "many"])).toBeLessThan(error([]) / 3);
    const fitted = new GradientBoosting({ ...options, categorical: ["few"] }).fit(x, y);
    const probe = (level: number): Matrix => ({ ...x, rows: 1, columns: [Float64Array.of(level), Float64Array.of(7)] });
    expect(fitted.predict(probe(99))).toEqual(fitted.predict(probe(Number.NaN)));
    const again = restoreGradientBoosting(JSON.parse(json(fitted)) as Record<string, unknown>);
    expect(again.kind === "regression" && again.predict(x)).toEqual(fitted.predict(x));
  });

  it("number up to 1,000 and are finite", () => {
    const levels = (count: number): [Matrix, Target] => [
      { rows: 2 * count, names: ["level"], columns: [Float64Array.from({ length: 2 * count }, (_, row) => row % count)] },
      { kind: "regression", values: Float64Array.from({ length: 2 * count }, (_, row) => (row % count) % 2) },
    ];
    const boosting = new GradientBoosting({ iterations: 1, minSamplesLeaf: 1, categorical: ["level"] });
    expect(boosting.fit(...levels(1000)).trees).toBe(1);
    const broken: [Matrix, Target][] = [levels(1001), levels(20)];
    (broken[1]?.[0].columns[0] as Float64Array)[3] = Number.POSITIVE_INFINITY;
    for (const [x, y] of broken) {
      const error = thrown(() => boosting.fit(x, y));
      expect(DataError.isInstance(error) && error.code).toBe("VALUE_INVALID");
    }
  });

  it("and directions must name features that there are", () => {
    const x = sample(50, 1);
    for (const options of [{ categorical: ["none"] }, { monotonic: { none: 1 } as const }]) {
      const error = thrown(() => new GradientBoosting(options).fit(x, target(x, 0)));
      expect(DataError.isInstance(error) && error.code).toBe("COLUMN_MISSING");
    }
  });
});

describe("monotonic features", () => {
  it("never move predictions the other way", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(0, 2), (seed, classes) => {
        const x = sample(400, seed);
        const monotonic = { number: -1, gaps: 1 } as const;
        const fitted = new GradientBoosting({ iterations: 8, numLeaves: 12, minSamplesLeaf: 3, monotonic, categorical: ["few"] }).fit(
          x,
          target(x, classes),
        );
        const steps = Array.from({ length: 40 }, (_, step) => (step - 20) / 6);
        const probe = (f: number): Matrix => ({
          ...x,
          rows: steps.length,
          columns: x.columns.map((column, at) =>
            Float64Array.from(steps, (step) => (at === f ? step * (f === 1 ? 100 : 1) : (column[7] as number))),
          ),
        });
        const predicted = (f: number) =>
          fitted.kind === "regression" ? fitted.predict(probe(f)) : (fitted.predictProbability(probe(f))[1] as Float64Array);
        const falls = predicted(0);
        const rises = predicted(1);
        for (let at = 1; at < steps.length; at++) {
          expect(falls[at]).toBeLessThanOrEqual(falls[at - 1] as number);
          expect(rises[at]).toBeGreaterThanOrEqual(rises[at - 1] as number);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("class weights", () => {
  it("multiply the weights of rows", () => {
    const x = sample(400, 4);
    const y = target(x, 2) as Target & { kind: "classification" };
    const counts = [0, 1].map((code) => y.codes.filter((one) => one === code).length);
    const weights = Float64Array.from(y.codes, (code) => 400 / (2 * (counts[code] as number)));
    const own = new GradientBoosting({ ...small, classWeight: "balanced" }).fit(x, y);
    expect(json(own)).toBe(json(new GradientBoosting(small).fit(x, y, { sampleWeight: weights })));
    const triple = new GradientBoosting({ ...small, classWeight: { c1: 3 } }).fit(x, y);
    const threes = Float64Array.from(y.codes, (code) => (code === 1 ? 3 : 1));
    expect(json(triple)).toBe(json(new GradientBoosting(small).fit(x, y, { sampleWeight: threes })));
  });

  it("name classes that there are", () => {
    const x = sample(50, 4);
    for (const [y, classWeight] of [[target(x, 2), { c7: 2 }] as const, [target(x, 0), "balanced"] as const]) {
      const error = thrown(() => new GradientBoosting({ classWeight }).fit(x, y));
      expect(ConfigError.isInstance(error) && error.code).toBe("PARAMETER_INVALID");
    }
  });
});

describe("losses for numbers", () => {
  const x = sample(1500, 9);
  const random = new Random(1);
  const values = Float64Array.from({ length: x.rows }, (_, row) => score(x, row) + random.normal());

  it("predict quantiles", () => {
    for (const quantile of [0.1, 0.5, 0.9]) {
      const fitted = new GradientBoosting({ objective: "quantile", quantile, iterations: 60 }).fit(x, { kind: "regression", values });
      const below = fitted.predict(x).filter((value, row) => (values[row] as number) <= value).length / x.rows;
      expect(Math.abs(below - quantile)).toBeLessThan(0.05);
    }
  });

  it("bear outliers: Huber's and absolute error better than squared", () => {
    const spoilt = values.map((value, row) => (row % 50 === 0 ? value + 500 : value));
    const error = (objective: "squared" | "absolute" | "huber"): number => {
      const fitted = new GradientBoosting({ objective, huberDelta: 2, iterations: 60 }).fit(x, { kind: "regression", values: spoilt });
      return fitted.predict(x).reduce((sum, value, row) => sum + Math.abs(value - (values[row] as number)), 0) / x.rows;
    };
    const squared = error("squared");
    expect(error("huber")).toBeLessThan(squared / 2);
    expect(error("absolute")).toBeLessThan(squared / 2);
  });

  it("refuse negative counts, or none at all", () => {
    for (const counts of [values, new Float64Array(x.rows)]) {
      const error = thrown(() => new GradientBoosting({ objective: "poisson" }).fit(x, { kind: "regression", values: counts }));
      expect(DataError.isInstance(error) && error.code).toBe("VALUE_INVALID");
    }
  });
});

describe("a fit that is stopped", () => {
  it("gives its memory back: the next one gives the same bits", () => {
    const x = sample(300, 6);
    const y = target(x, 2);
    const usual = json(new GradientBoosting(small).fit(x, y));
    const stop = new Error("enough");
    const error = thrown(() =>
      new GradientBoosting(small).fit(x, y, {
        onProgress: (done) => {
          if (done === 3) throw stop;
        },
      }),
    );
    expect(error).toBe(stop);
    expect(json(new GradientBoosting(small).fit(x, y))).toBe(usual);
  });

  it("may train another model in between", () => {
    const x = sample(300, 6);
    const y = target(x, 2);
    const usual = json(new GradientBoosting(small).fit(x, y));
    const inner: string[] = [];
    const outer = new GradientBoosting(small).fit(x, y, { onProgress: () => void inner.push(json(new GradientBoosting(small).fit(x, y))) });
    expect([json(outer), ...new Set(inner)]).toEqual([usual, usual]);
  });
});

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}
