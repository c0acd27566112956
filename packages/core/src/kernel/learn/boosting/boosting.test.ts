import { ConfigError, DataError } from "@mlops/models/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClassificationTarget, Matrix, RegressionTarget } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { drawShare, upTo, withoutDrawn } from "./draw-rows.ts";
import { onGrid, sumGrid, threeParts } from "./exact-sums.ts";
import { BoostedClassifier, BoostedRegressor, GradientBoosting, restoreGradientBoosting } from "./gradient-boosting.ts";
import { holdOut } from "./hold-out.ts";
import { binBorders, countBelow } from "./thresholds.ts";

/** Rows whose target depends on two of three features; a share of the values is missing. */
function sample(rows: number, seed: number, gaps = 0): { x: Matrix; regression: RegressionTarget; classification: ClassificationTarget } {
  const random = new Random(seed);
  const columns = ["u", "v", "w"].map(() =>
    Float64Array.from({ length: rows }, () => (random.uniform() < gaps ? Number.NaN : random.normal())),
  );
  const [u, v] = columns as [Float64Array, Float64Array];
  const values = Float64Array.from({ length: rows }, (_, row) => Math.sin(2 * (u[row] || 0)) + (v[row] || 0) ** 2 + random.normal() / 4);
  const codes = Int32Array.from(values, (value) => (value > 1 ? 1 : 0));
  return {
    x: { rows, names: ["u", "v", "w"], columns },
    regression: { kind: "regression", values },
    classification: { kind: "classification", codes, classes: [false, true] },
  };
}

const small = { iterations: 10, numLeaves: 6 };

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return DataError.isInstance(error) ? error.code : String(error);
  }
  return undefined;
}

describe("GradientBoosting", () => {
  it("does not care for a monotone change of a feature, on training rows", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom(Math.exp, Math.atan, Math.cbrt, (v: number) => 3 * v - 7),
        (seed, change) => {
          const { x, regression } = sample(400, seed, 0.1);
          const changed = { ...x, columns: x.columns.map((column, f) => (f === 1 ? column.map(change) : column)) };
          expect(new GradientBoosting(small).fit(changed, regression).predict(changed)).toEqual(
            new GradientBoosting(small).fit(x, regression).predict(x),
          );
        },
      ),
      { numRuns: 12 },
    );
  });

  it("gives the same bits whatever the order of the columns", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (seed, order) => {
        const { x, classification } = sample(300, seed, 0.1);
        const doubled = { ...x, columns: x.columns.map((column, f) => (f === 2 ? (x.columns[0] as Float64Array) : column)) };
        const permuted = {
          ...x,
          names: order.map((f) => x.names[f] as string),
          columns: order.map((f) => doubled.columns[f] as Float64Array),
        };
        const options = { ...small, featureSample: 0.7 };
        const plain = new GradientBoosting(options).fit(doubled, classification, { seed });
        const other = new GradientBoosting(options).fit(permuted, classification, { seed });
        expect(other.predictProbability(permuted)).toEqual(plain.predictProbability(doubled));
        expect(order.map((f) => plain.importances?.[f])).toEqual([...(other.importances ?? [])]);
      }),
      { numRuns: 12 },
    );
  });

  it("keeps the fewest rows of a leaf and the longest path", () => {
    const { x, regression } = sample(500, 3);
    const fitted = new GradientBoosting({ iterations: 1, learningRate: 1, minSamplesLeaf: 60, maxDepth: 3 }).fit(x, regression);
    const counts = new Map<number, number>();
    for (const value of fitted.predict(x)) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(60);
    expect(counts.size).toBeGreaterThan(2);
    expect(counts.size).toBeLessThanOrEqual(8);
    const stump = new GradientBoosting({ iterations: 1, maxDepth: 1 }).fit(x, regression);
    expect(new Set(stump.predict(x)).size).toBe(2);
  });

  it("predicts the mean, or the class shares, where nothing may be split", () => {
    const { x, regression, classification } = sample(30, 4);
    const mean = regression.values.reduce((sum, value) => sum + value, 0) / 30;
    const fitted = new GradientBoosting().fit(x, regression);
    expect(fitted.importances).toBeNull();
    for (const value of fitted.predict(x)) expect(value).toBeCloseTo(mean, 7);
    const constant = { ...x, columns: x.columns.map(() => new Float64Array(30).fill(2)) };
    const share = classification.codes.reduce((sum, code) => sum + code, 0) / 30;
    const shares = new GradientBoosting({ minSamplesLeaf: 1 }).fit(constant, classification).predictProbability(constant);
    for (const p of shares[1] as Float64Array) expect(p).toBeCloseTo(share, 7);
  });

  it("learns the direction of missing values, and infinities as values", () => {
    const rows = 400;
    const columns = [
      Float64Array.from({ length: rows }, (_, row) =>
        row % 4 === 0 ? Number.NaN : row % 4 === 1 ? Number.POSITIVE_INFINITY : row % 4 === 2 ? Number.NEGATIVE_INFINITY : 1,
      ),
    ];
    const x = { rows, names: ["gap"], columns };
    const values = Float64Array.from({ length: rows }, (_, row) => [5, 1, 2, 3][row % 4] as number);
    const fitted = new GradientBoosting({ learningRate: 1, iterations: 20 }).fit(x, { kind: "regression", values });
    for (const [row, value] of fitted.predict(x).entries()) expect(value).toBeCloseTo(values[row] as number, 9);
  });

  it("is told apart values that only missing ones part", () => {
    const rows = 100;
    const x = { rows, names: ["gap"], columns: [Float64Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? Number.NaN : 7))] };
    const y: RegressionTarget = { kind: "regression", values: Float64Array.from({ length: rows }, (_, row) => row % 2) };
    const fitted = new GradientBoosting({ learningRate: 1, iterations: 1 }).fit(x, y);
    for (const [row, value] of fitted.predict(x).entries()) expect(value).toBeCloseTo(row % 2, 12);
    const again = restoreGradientBoosting(JSON.parse(JSON.stringify(fitted)) as Record<string, unknown>) as BoostedRegressor;
    expect(again.predict(x)).toEqual(fitted.predict(x));
  });

  it("takes a weight of two as a row that is there twice, limits aside", () => {
    const { x, regression, classification } = sample(200, 5);
    const weights = Float64Array.from({ length: 200 }, (_, row) => 1 + (row % 2));
    const rows = [...upTo(200)].flatMap((row) => (row % 2 === 1 ? [row, row] : [row]));
    const twice = { ...x, rows: rows.length, columns: x.columns.map((column) => Float64Array.from(rows, (row) => column[row] as number)) };
    const options = { iterations: 5, minSamplesLeaf: 1, numLeaves: 4 };
    const close = (a: Float64Array, b: Float64Array) => a.every((value, row) => Math.abs(value - (b[row] as number)) < 1e-6);
    const heavy = new GradientBoosting(options).fit(x, regression, { sampleWeight: weights }).predict(x);
    const doubled = new GradientBoosting(options).fit(twice, {
      kind: "regression",
      values: Float64Array.from(rows, (row) => regression.values[row] as number),
    });
    expect(close(heavy, doubled.predict(x))).toBe(true);
    const three = {
      ...classification,
      codes: classification.codes.map((code, row) => (row % 7 === 0 ? 2 : code)),
      classes: ["a", "b", "c"],
    };
    for (const y of [classification, three]) {
      const own = new GradientBoosting(options).fit(x, y, { sampleWeight: weights }).predictProbability(x);
      const other = new GradientBoosting(options)
        .fit(twice, { ...y, codes: Int32Array.from(rows, (row) => y.codes[row] as number) })
        .predictProbability(x);
      expect(own.every((p, k) => close(p, other[k] as Float64Array))).toBe(true);
    }
  });

  it("stops early, drops the trees after the least loss, and depends on the seed", () => {
    const { x, regression, classification } = sample(600, 6);
    const noise = {
      ...classification,
      codes: classification.codes.map((code, row) => (row % 3 === 0 ? 1 - code : code)),
      classes: ["a", "b"],
    };
    const three = { ...noise, codes: noise.codes.map((code, row) => (row % 5 === 0 ? 2 : code)), classes: ["a", "b", "c"] };
    const options = { iterations: 300, learningRate: 0.5, earlyStoppingRounds: 5 };
    for (const y of [regression, noise, three]) {
      const fitted = new GradientBoosting(options).fit(x, y, { seed: 1 });
      const rounds = fitted.trees / (y === three ? 3 : 1);
      expect(rounds).toBeGreaterThan(0);
      expect(rounds).toBeLessThan(100);
    }
    const one = new GradientBoosting(options).fit(x, regression, { seed: 1 }).predict(x);
    expect(new GradientBoosting(options).fit(x, regression, { seed: 2 }).predict(x)).not.toEqual(one);
  });

  it("watches rows that it is given in place of its own: learns from all of its own, and never from those", () => {
    const { x, regression, classification } = sample(600, 6);
    const other = sample(200, 9);
    const options = { iterations: 300, learningRate: 0.5, earlyStoppingRounds: 5 };
    for (const [y, watched] of [[regression, other.regression] as const, [classification, other.classification] as const]) {
      const validation = { x: other.x, y: watched };
      const stopped = new GradientBoosting(options).fit(x, y, { validation });
      expect(stopped.trees).toBeGreaterThan(0);
      expect(stopped.trees).toBeLessThan(100);
      // the same trees as without those rows, to what the gradients' grid rounds
      const plain = new GradientBoosting({ ...options, earlyStoppingRounds: null, iterations: stopped.trees }).fit(x, y);
      const scores = (model: BoostedClassifier | BoostedRegressor) =>
        model.kind === "regression" ? model.predict(other.x) : (model.predictProbability(other.x)[1] as Float64Array);
      for (const [row, score] of scores(plain).entries()) expect(scores(stopped)[row]).toBeCloseTo(score, 6);
      expect(JSON.stringify(new GradientBoosting({ iterations: 5 }).fit(x, y, { validation }))).toBe(
        JSON.stringify(new GradientBoosting({ iterations: 5 }).fit(x, y)),
      );
    }
  });

  it("weighs the rows it watches", () => {
    const { x, regression } = sample(600, 6);
    const other = sample(200, 9);
    const away = other.regression.values.map((value, row) => (row < 100 ? -50 : value)); // half of them unlike anything learned
    const of = (weights?: Float64Array) =>
      new GradientBoosting({ iterations: 200, learningRate: 0.5, earlyStoppingRounds: 5 }).fit(x, regression, {
        validation: { x: other.x, y: { kind: "regression", values: away }, sampleWeight: weights },
      });
    expect(of(Float64Array.from(away, (_, row) => (row < 100 ? 0 : 1))).trees).not.toBe(of().trees);
  });

  it("refuses rows that cannot be watched", () => {
    const { x, regression, classification } = sample(60, 6);
    const fit = (validation: { x: Matrix; y: RegressionTarget | ClassificationTarget; sampleWeight?: Float64Array }) =>
      codeOf(() => new GradientBoosting({ earlyStoppingRounds: 2 }).fit(x, regression, { validation }));
    const none = { rows: 0, names: x.names, columns: x.columns.map(() => new Float64Array(0)) };
    expect(fit({ x: none, y: { kind: "regression", values: new Float64Array(0) } })).toBe("TABLE_EMPTY");
    expect(fit({ x, y: classification })).toBe("COLUMN_TYPE");
    expect(fit({ x: { ...x, names: ["v", "u", "w"] }, y: regression })).toBe("SIGNATURE_MISMATCH");
    expect(fit({ x, y: { kind: "regression", values: regression.values.map(() => Number.NaN) } })).toBe("VALUE_INVALID");
    expect(fit({ x, y: regression, sampleWeight: new Float64Array(60) })).toBe("VALUE_INVALID");
    expect(fit({ x, y: regression, sampleWeight: new Float64Array(59).fill(1) })).toBe("COLUMN_LENGTH");
    const boosting = new GradientBoosting({ earlyStoppingRounds: 2 });
    const renamed = { ...classification, classes: ["no", "yes"] };
    expect(codeOf(() => boosting.fit(x, classification, { validation: { x, y: renamed } }))).toBe("VALUE_INVALID");
    const two = { rows: 2, names: ["u"], columns: [Float64Array.of(1, 2)] };
    expect(codeOf(() => boosting.fit(two, { kind: "classification", codes: Int32Array.of(0, 1), classes: ["a", "b"] }))).toBe(
      "TOO_FEW_ROWS",
    );
  });

  it("learns from targets of any size", () => {
    const { x, regression } = sample(300, 7);
    const plain = new GradientBoosting(small).fit(x, regression).predict(x);
    for (const unit of [2 ** -700, 2 ** 100, 2 ** 800]) {
      const scaled = new GradientBoosting(small).fit(x, { kind: "regression", values: regression.values.map((value) => value * unit) });
      expect(scaled.predict(x)).toEqual(plain.map((value) => value * unit));
    }
  });

  it("takes features without any value, and targets that do not vary", () => {
    const { x, classification } = sample(200, 8);
    const empty = { ...x, columns: x.columns.map((column, f) => (f === 1 ? column.map(() => Number.NaN) : column)) };
    const fitted = new GradientBoosting(small).fit(empty, classification);
    expect(fitted.importances?.[1]).toBe(0);
    const flat = new GradientBoosting(small).fit(empty, { kind: "regression", values: new Float64Array(200).fill(3) });
    expect([...new Set(flat.predict(empty))]).toEqual([3]);
  });

  it("splits only where the gain exceeds the least gain", () => {
    const { x, regression } = sample(300, 8);
    expect(new GradientBoosting({ minGain: 1e9 }).fit(x, regression).importances).toBeNull();
    expect(new GradientBoosting({ minGain: 1 }).fit(x, regression).importances).not.toBeNull();
  });

  it("bins many features of many values", () => {
    const random = new Random(9);
    const rows = 300;
    const columns = Array.from({ length: 270 }, () => Float64Array.from({ length: rows }, () => random.normal()));
    const x = { rows, names: columns.map((_, f) => `f${f}`), columns };
    const fitted = new GradientBoosting({ iterations: 3 }).fit(x, { kind: "regression", values: columns[269] as Float64Array });
    expect(fitted.importances?.[269]).toBeGreaterThan(0.9);
  });

  it.each([
    [{ iterations: 0 }, "iterations"],
    [{ learningRate: 0 }, "learningRate"],
    [{ learningRate: Number.NaN }, "learningRate"],
    [{ numLeaves: 1 }, "numLeaves"],
    [{ maxDepth: 0 }, "maxDepth"],
    [{ minSamplesLeaf: 1.5 }, "minSamplesLeaf"],
    [{ l2: -1 }, "l2"],
    [{ minGain: Number.POSITIVE_INFINITY }, "minGain"],
    [{ maxBins: 256 }, "maxBins"],
    [{ rowSample: 1.1 }, "rowSample"],
    [{ featureSample: 0 }, "featureSample"],
    [{ earlyStoppingRounds: 0 }, "earlyStoppingRounds"],
    [{ validationFraction: 1 }, "validationFraction"],
    [{ l1: Number.NaN }, "l1"],
    [{ objective: "gamma" as "poisson" }, "objective"],
    [{ quantile: 1 }, "quantile"],
    [{ huberDelta: 0 }, "huberDelta"],
    [{ monotonic: { u: 2 as 1 } }, "monotonic.u"],
    [{ monotonic: { u: 1 as const }, categorical: ["u"] }, "monotonic.u"],
    [{ monotonic: { u: 1 as const }, objective: "quantile" as const }, "monotonic"],
    [{ classWeight: "even" as "balanced" }, "classWeight"],
    [{ classWeight: { yes: 0 } }, "classWeight.yes"],
  ])("refuses %j", (options, parameter) => {
    const error = thrown(() => new GradientBoosting(options));
    expect(ConfigError.isInstance(error) && [error.code, error.fields]).toMatchObject(["PARAMETER_INVALID", { parameter }]);
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

describe("restoreGradientBoosting", () => {
  const { x, classification, regression } = sample(100, 10);
  const json = JSON.parse(JSON.stringify(new GradientBoosting(small).fit(x, classification))) as Record<string, unknown>;
  const forest = json["forest"] as Record<string, (number | null)[]>;

  it("gives models of the right class", () => {
    expect(restoreGradientBoosting(json)).toBeInstanceOf(BoostedClassifier);
    expect(restoreGradientBoosting({ ...new GradientBoosting(small).fit(x, regression).toJSON() })).toBeInstanceOf(BoostedRegressor);
  });

  it.each<[string, Record<string, unknown>]>([
    ["another name", { ...json, name: "ridge" }],
    ["no kind", { ...json, kind: "ranking" }],
    ["no features", { ...json, features: [1] }],
    ["one class", { ...json, classes: ["a"] }],
    ["importances of another length", { ...json, importances: [1] }],
    ["no forest", { ...json, forest: null }],
    ["text where numbers belong", { ...json, forest: { ...forest, left: ["1"] } }],
    ["arrays of other lengths", { ...json, forest: { ...forest, left: [] } }],
    ["no base", { ...json, forest: { ...forest, base: [] } }],
    ["a root outside", { ...json, forest: { ...forest, roots: [1e6] } }],
    ["a feature outside", { ...json, forest: { ...forest, feature: forest["feature"]?.map(() => 3) } }],
    ["children before their parent", { ...json, forest: { ...forest, left: forest["left"]?.map(() => 0) } }],
    ["a leaf without value", { ...json, forest: { ...forest, value: forest["value"]?.map(() => null) } }],
  ])("refuses %s", (_, broken) => {
    const error = thrown(() => restoreGradientBoosting(broken));
    expect(DataError.isInstance(error) && error.code).toBe("BUNDLE_INVALID");
  });
});

describe("binBorders", () => {
  const borders = (values: number[], maxBins = 255) => [...binBorders(Float64Array.from(values), upTo(values.length), maxBins)];

  it("parts few values midway and many at their quantiles", () => {
    expect(borders([3, 1, Number.NaN, 2, 1])).toEqual([1.5, 2.5]);
    expect(borders([4])).toEqual([]);
    expect(borders([Number.NaN])).toEqual([]);
    expect(borders([1, 2, 3, 4, 5, 6, 7, 8], 4)).toEqual([2.5, 4.5, 6.5]);
    expect(borders([0, 0, 0, 0, 0, 0, 1, 2], 2)).toEqual([0.5]);
    expect(borders([0, 1, 2, 2, 2, 2, 2, 2], 2)).toEqual([]);
  });

  it("keeps neighbouring doubles, extremes and infinities apart", () => {
    const next = 1 + Number.EPSILON;
    expect(borders([1, next])).toEqual([1]);
    expect(borders([-Number.MAX_VALUE, Number.MAX_VALUE])).toEqual([0]);
    expect(borders([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY])).toEqual([Number.NEGATIVE_INFINITY, 0]);
    expect(borders([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toEqual([Number.NEGATIVE_INFINITY]);
  });

  it("fills bins of about equal size, each border below a value", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 30, maxLength: 200 }),
        fc.integer({ min: 2, max: 20 }),
        (values, maxBins) => {
          const found = Float64Array.from(borders(values, maxBins));
          expect(found.length).toBeLessThan(maxBins);
          const bins = new Set(values.map((value) => countBelow(found, value)));
          expect(bins.size).toBe(found.length + 1);
        },
      ),
    );
  });

  it("thins more rows than it samples", () => {
    const column = Float64Array.from({ length: 450_000 }, (_, row) => row);
    const found = binBorders(column, upTo(column.length), 4);
    for (const [q, border] of found.entries()) expect(Math.abs(border - 112_500 * (q + 1))).toBeLessThan(10);
  });
});

describe("exact sums", () => {
  it("gives sums that do not depend on their order, and parts that float32 sums exactly", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 400 }), (values) => {
        const bound = values.reduce((sum, value) => sum + Math.abs(value), 0);
        const grid = sumGrid(bound, values.length);
        const terms = values.map((value) => onGrid(value, grid.step));
        const sum = terms.reduce((total, value) => total + value, 0);
        expect(terms.toReversed().reduce((total, value) => total + value, 0)).toBe(sum);
        const scale = 2 ** grid.exponent;
        const inFloat = (part: number) =>
          terms.reduce((total, value) => Math.fround(total + (threeParts(value, grid)[part] as number) / scale), 0);
        const parts = [0, 1, 2].map((part) => inFloat(part) * scale);
        expect(parts.reduce((total, value) => total + value, 0)).toBe(sum);
        for (const [at, value] of terms.entries())
          expect(Math.abs(value - (values[at] as number))).toBeLessThanOrEqual(2 ** (grid.step - 1));
      }),
    );
  });
});

describe("drawing", () => {
  it("draws a share in order, and the rest is what was not drawn", () => {
    const all = upTo(20);
    const drawn = drawShare(all, 0.3, new Random(1));
    expect(drawn).toHaveLength(6);
    expect([...drawn, ...withoutDrawn(all, drawn)].sort((a, b) => a - b)).toEqual([...all]);
    expect([...drawn]).toEqual([...drawn].sort((a, b) => a - b));
    expect(drawShare(all, 1, new Random(1))).toEqual(all);
    expect(drawShare(all, 0.001, new Random(1))).toHaveLength(1);
  });

  it("holds out the same share of each class and never the only row of one", () => {
    const codes = Int32Array.from({ length: 101 }, (_, row) => (row === 100 ? 2 : row < 80 ? 0 : 1));
    const { train, held } = holdOut({ kind: "classification", codes, classes: ["a", "b", "c"] }, 101, 0.25, new Random(2));
    const count = (rows: Int32Array, code: number) => rows.filter((row) => codes[row] === code).length;
    expect([count(held, 0), count(held, 1), count(held, 2)]).toEqual([20, 5, 0]);
    expect(train.length + held.length).toBe(101);
    expect(holdOut({ kind: "regression", values: new Float64Array(10) }, 10, 0.2, new Random(3)).held).toHaveLength(2);
  });
});
