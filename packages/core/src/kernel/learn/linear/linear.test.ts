import { ConfigError, DataError } from "@mlops/models/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClassificationTarget, Matrix, RegressionTarget } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { FittedLinear, restoreLinear } from "./fitted-linear.ts";
import { LinearRegression, Ridge } from "./linear-regression.ts";
import { FittedLogistic, LogisticRegression, restoreLogistic } from "./logistic-regression.ts";
import { lbfgs, newton, type Smooth } from "./minimise.ts";

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (DataError.isInstance(error) || ConfigError.isInstance(error)) return error.code;
    throw error;
  }
  return "nothing";
}

function sample(rows: number, width: number, seed: number): Matrix {
  const random = new Random(seed);
  const columns = Array.from({ length: width }, (_, f) =>
    Float64Array.from({ length: rows }, () => 1000 * f + random.normal() * 10 ** (f - 1)),
  );
  return { rows, names: columns.map((_, f) => `x${f}`), columns };
}

function lineThrough(x: Matrix, coefficients: readonly number[], intercept: number): RegressionTarget {
  const at = (row: number) =>
    coefficients.reduce((sum, value, f) => sum + value * ((x.columns[f] as Float64Array)[row] as number), intercept);
  return { kind: "regression", values: Float64Array.from({ length: x.rows }, (_, row) => at(row)) };
}

function classesFor(x: Matrix, classes: number, seed: number): ClassificationTarget {
  const random = new Random(seed);
  const codes = Int32Array.from({ length: x.rows }, (_, row) =>
    Math.min(classes - 1, Math.floor(Math.abs(((x.columns[0] as Float64Array)[row] as number) * 20 + random.normal()))),
  );
  return { kind: "classification", codes, classes: Array.from({ length: classes }, (_, k) => k) };
}

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(1, Math.abs(b));

describe("linear regression", () => {
  it("finds the line that gave the values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 0, max: 99 }),
        (given, seed) => {
          const x = sample(60, 3, seed);
          const [intercept, ...coefficients] = given as [number, ...number[]];
          const y = lineThrough(x, coefficients, intercept);
          const predicted = new LinearRegression().fit(x, y).predict(x);
          for (const [row, value] of predicted.entries()) expect(relative(value, y.values[row] as number)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it("shrinks with the penalty and ignores rows without weight", () => {
    const x = sample(80, 3, 1);
    const y = lineThrough(x, [1, 2, 3], 4);
    const size = (alpha: number) => Math.hypot(...new Ridge({ alpha }).fit(x, y).coefficients);
    expect(size(1e6)).toBeLessThan(size(1e3));
    expect(size(1e3)).toBeLessThan(size(0));
    const sampleWeight = Float64Array.from({ length: 80 }, (_, row) => (row < 40 ? 1 : 0));
    const broken = { ...y, values: y.values.map((value, row) => (row < 40 ? value : 1e6)) };
    const half = new LinearRegression().fit(x, broken, { sampleWeight });
    expect(relative(half.coefficients[1] as number, 2)).toBeLessThan(1e-9);
  });

  it("gives a constant feature no weight", () => {
    const x = sample(50, 2, 2);
    const constant = { ...x, columns: [x.columns[0] as Float64Array, new Float64Array(50).fill(0.1)] };
    const fitted = new LinearRegression().fit(constant, lineThrough(x, [2, 0], 1));
    expect(fitted.coefficients[1]).toBe(0);
    expect(fitted.coefficients[0]).toBeCloseTo(2, 10);
  });

  it("refuses what it cannot learn from", () => {
    const x = sample(20, 2, 3);
    const y = lineThrough(x, [1, 1], 0);
    const gap = { ...x, columns: [x.columns[0] as Float64Array, (x.columns[1] as Float64Array).with(7, Number.NaN)] };
    expect(() => new Ridge().fit(gap, y)).toThrow(/column "x1".*missing value in row 7/);
    expect(codeOf(() => new LinearRegression().fit(x, y).predict(gap))).toBe("VALUE_INVALID");
    expect(codeOf(() => new LinearRegression().fit(x, classesFor(x, 2, 1)))).toBe("COLUMN_TYPE");
    expect(codeOf(() => new Ridge({ alpha: -1 }))).toBe("PARAMETER_INVALID");
    expect(codeOf(() => new Ridge({ alpha: Number.NaN }))).toBe("PARAMETER_INVALID");
  });

  it("restores its own JSON and refuses other", () => {
    const x = sample(20, 2, 4);
    const json = new Ridge().fit(x, lineThrough(x, [1, 1], 0)).toJSON();
    expect(restoreLinear(json)).toBeInstanceOf(FittedLinear);
    for (const part of [{ name: "tree" }, { coefficients: [1] }, { intercept: null }, { features: null }]) {
      expect(codeOf(() => restoreLinear({ ...json, ...part }))).toBe("BUNDLE_INVALID");
    }
  });
});

describe("logistic regression", () => {
  it("has the optimum in the features' own units whatever their scale", () => {
    const x = sample(200, 2, 5);
    const y = classesFor(x, 2, 6);
    const free = new LogisticRegression({ c: null }).fit(x, y);
    const scaled = { ...x, columns: x.columns.map((column) => column.map((value) => value * 1000)) };
    const other = new LogisticRegression({ c: Number.POSITIVE_INFINITY }).fit(scaled, y);
    for (const [f, value] of (free.coefficients[0] as Float64Array).entries())
      expect((other.coefficients[0]?.[f] as number) * 1000).toBeCloseTo(value, 8);
  });

  it("finds the same optimum by Newton and by L-BFGS", () => {
    const x = sample(300, 3, 7);
    const padded = {
      ...x,
      names: [...x.names, ...Array.from({ length: 260 }, (_, f) => `zero${f}`)],
      columns: [...x.columns, ...Array.from({ length: 260 }, () => new Float64Array(300))],
    };
    for (const classes of [2, 3]) {
      const y = classesFor(x, classes, 8);
      const direct = new LogisticRegression().fit(x, y);
      const limited = new LogisticRegression().fit(padded, y);
      expect([direct.converged, limited.converged]).toEqual([true, true]);
      for (const [k, row] of direct.coefficients.entries())
        for (const [f, value] of row.entries()) expect(limited.coefficients[k]?.[f]).toBeCloseTo(value, 8);
      expect(limited.coefficients.every((row) => row.slice(3).every((value) => value === 0))).toBe(true);
    }
  });

  it("says that it did not converge", () => {
    const x: Matrix = { rows: 4, names: ["x"], columns: [Float64Array.of(1, 2, 3, 4)] };
    const y: ClassificationTarget = { kind: "classification", codes: Int32Array.of(0, 0, 1, 1), classes: ["a", "b"] };
    expect(new LogisticRegression({ c: null, maxIterations: 5 }).fit(x, y).converged).toBe(false);
    const fitted = new LogisticRegression().fit(x, y);
    expect([fitted.converged, fitted.iterations > 0]).toEqual([true, true]);
  });

  it("survives classes that a line separates, without a penalty", () => {
    const x = sample(100, 2, 9);
    const y: ClassificationTarget = {
      kind: "classification",
      codes: Int32Array.from(x.columns[0] as Float64Array, (value) => (value > 0 ? 1 : 0)),
      classes: [0, 1],
    };
    const [, p] = new LogisticRegression({ c: null }).fit(x, y).predictProbability(x) as [Float64Array, Float64Array];
    for (const [row, code] of y.codes.entries()) expect(Math.round(p[row] as number)).toBe(code);
  });

  it("refuses what it cannot learn from", () => {
    const x = sample(20, 2, 10);
    expect(codeOf(() => new LogisticRegression().fit(x, lineThrough(x, [1, 1], 0)))).toBe("COLUMN_TYPE");
    for (const options of [{ c: 0 }, { c: Number.NaN }, { maxIterations: 0 }, { tolerance: 0 }]) {
      expect(codeOf(() => new LogisticRegression(options))).toBe("PARAMETER_INVALID");
    }
  });

  it("restores its own JSON and refuses other", () => {
    const x = sample(60, 2, 11);
    const json = new LogisticRegression().fit(x, classesFor(x, 3, 12)).toJSON();
    expect(restoreLogistic(json)).toBeInstanceOf(FittedLogistic);
    for (const part of [{ coefficients: [[1, 2]] }, { coefficients: null }, { intercepts: [1] }, { classes: null }]) {
      expect(codeOf(() => restoreLogistic({ ...json, ...part }))).toBe("BUNDLE_INVALID");
    }
  });
});

describe("minimisation", () => {
  /** A valley that curves: (1 - a)² + 5·(b - a²)². */
  const valley: Smooth = (() => {
    let at = [0, 0] as [number, number];
    return {
      size: 2,
      evaluate(parameters: Float64Array, gradient: Float64Array) {
        const [a, b] = [...parameters] as [number, number];
        at = [a, b];
        gradient.set([-2 * (1 - a) - 20 * a * (b - a * a), 10 * (b - a * a)]);
        return (1 - a) ** 2 + 5 * (b - a * a) ** 2;
      },
      hessian: () => Float64Array.of(2 - 20 * (at[1] - 3 * at[0] ** 2), 0, -20 * at[0], 10),
    };
  })();

  it.each([
    ["Newton", newton],
    ["L-BFGS", lbfgs],
  ])("%s finds the bottom", (_, solve) => {
    const steps: number[] = [];
    const found = solve(valley, { tolerance: 1e-10, maxIterations: 200, onStep: (step) => steps.push(step) });
    expect(found.converged).toBe(true);
    expect(found.parameters[0]).toBeCloseTo(1, 8);
    expect(steps).toHaveLength(found.iterations + 1);
  });

  it("stops where no step helps", () => {
    const wrong: Smooth = { ...valley, evaluate: (parameters, gradient) => -valley.evaluate(parameters, gradient) };
    expect(newton(wrong, { tolerance: 1e-10, maxIterations: 50, onStep() {} }).converged).toBe(false);
  });
});
