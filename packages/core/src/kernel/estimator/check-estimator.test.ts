import { MLOpsError } from "@mlops/models/errors";
import { describe, expect, it } from "vitest";
import type { Graph } from "../onnx/graph.ts";
import { checkEstimator } from "./check-estimator.ts";
import { checkFeatures, checkTraining } from "./check-input.ts";
import type { Estimator, FitOptions, FittedClassifier, FittedEstimator, FittedRegressor } from "./estimator.ts";
import type { Label, Matrix, Target } from "./matrix.ts";

/** What the sign of the first feature says: the mean of the target, or the shares of the classes, on either side. */
interface Sides {
  readonly kind: Target["kind"];
  readonly features: readonly string[];
  readonly classes: readonly Label[];
  /** One array per side; one entry per class, or the mean alone. */
  readonly sides: readonly (readonly number[])[];
}

function learn(x: Matrix, y: Target, options: FitOptions): Sides {
  const classes = y.kind === "classification" ? y.classes : [];
  const width = Math.max(1, classes.length);
  const sums = [new Array<number>(width).fill(0), new Array<number>(width).fill(0)];
  const counts = [0, 0];
  for (let row = 0; row < x.rows; row++) {
    if (row % 100 === 0) {
      options.onProgress?.(row, x.rows);
      options.signal?.throwIfAborted();
    }
    const side = ((x.columns[0] as Float64Array)[row] as number) < 0 ? 0 : 1;
    const weight = options.sampleWeight?.[row] ?? 1;
    const sum = sums[side] as number[];
    if (y.kind === "regression") sum[0] = (sum[0] as number) + weight * (y.values[row] as number);
    else sum[y.codes[row] as number] = (sum[y.codes[row] as number] as number) + weight;
    counts[side] = (counts[side] as number) + weight;
  }
  return { kind: y.kind, features: x.names, classes, sides: sums.map((sum, side) => sum.map((value) => value / (counts[side] as number))) };
}

function fittedOf(sides: Sides): FittedEstimator {
  const column = (x: Matrix, k: number) => {
    checkFeatures(sides.features, x);
    return Float64Array.from(x.columns[0] as Float64Array, (value) => sides.sides[value < 0 ? 0 : 1]?.[k] as number);
  };
  const base = {
    name: "sign",
    features: sides.features,
    importances: null,
    toJSON: () => ({ name: "sign", ...sides }),
    lower: (_: Graph, input: string) => input,
  };
  const fitted: FittedEstimator =
    sides.kind === "regression"
      ? ({ ...base, kind: "regression", predict: (x) => column(x, 0) } satisfies FittedRegressor)
      : ({
          ...base,
          kind: "classification",
          classes: sides.classes,
          predictProbability: (x) => sides.classes.map((_, k) => column(x, k)),
        } satisfies FittedClassifier);
  return Object.freeze(fitted);
}

function restore(json: Record<string, unknown>): FittedEstimator {
  return fittedOf(json as unknown as Sides);
}

function sign(
  change: (fitted: FittedEstimator, x: Matrix, y: Target, options: FitOptions) => FittedEstimator = (fitted) => fitted,
  check = checkTraining,
): Estimator {
  return {
    name: "sign",
    params: {},
    fit(x, y, options = {}) {
      check(x, y, options);
      return change(fittedOf(learn(x, y, options)), x, y, options);
    },
  };
}

/** A copy of a fitted model with some members replaced, frozen again. */
function altered(fitted: FittedEstimator, members: Record<string, unknown>): FittedEstimator {
  return Object.freeze({ ...fitted, ...members }) as FittedEstimator;
}

function brokenRule(estimator: Estimator, kind: Target["kind"] = "regression"): string {
  try {
    checkEstimator(estimator, { kind, restore });
  } catch (error) {
    if (MLOpsError.isInstance(error) && error.code === "CONTRACT_BROKEN") {
      const { detail } = error.fields;
      return String(detail);
    }
    throw error;
  }
  return "nothing";
}

const regressor = (predict: (x: Matrix, original: FittedRegressor) => Float64Array) =>
  sign((fitted) => altered(fitted, { predict: (x: Matrix) => predict(x, fitted as FittedRegressor) }));
const classifier = (predict: (x: Matrix, original: FittedClassifier) => Float64Array[]) =>
  sign((fitted) => altered(fitted, { predictProbability: (x: Matrix) => predict(x, fitted as FittedClassifier) }));

describe("checkEstimator", () => {
  it("passes an estimator that keeps every rule, for both kinds", () => {
    expect(checkEstimator(sign(), { kind: "regression", restore }).passed).toHaveLength(12);
    expect(checkEstimator(sign(), { kind: "classification", restore }).passed).toHaveLength(12);
    expect(checkEstimator(sign(), { kind: "classification", restore, classes: ["a", "b", "c"] }).passed).toContain("restores from JSON");
  });

  it("names a model that describes itself wrongly", () => {
    expect(brokenRule(sign((fitted) => ({ ...fitted })))).toMatch(/not frozen/);
    expect(brokenRule(sign((fitted) => altered(fitted, { features: ["c", "b", "a"] })))).toMatch(/features are c,b,a/);
    expect(
      brokenRule(
        sign((fitted) => altered(fitted, { classes: ["yes", "no"] })),
        "classification",
      ),
    ).toMatch(/classes differ/);
    expect(brokenRule(sign((fitted) => altered(fitted, { kind: "classification" })))).toMatch(/gave a classification model/);
    expect(brokenRule({ ...sign(), params: { depth: Number.NaN, f: () => 1 } })).toMatch(/params are not JSON/);
  });

  it("names importances that are no shares", () => {
    expect(brokenRule(sign((fitted) => altered(fitted, { importances: Float64Array.of(1) })))).toMatch(/one importance per feature/);
    expect(brokenRule(sign((fitted) => altered(fitted, { importances: Float64Array.of(1, 1, 0) })))).toMatch(/sum to 2/);
  });

  it("names predictions that are no numbers or no distribution", () => {
    expect(brokenRule(regressor((x) => new Float64Array(x.rows).fill(Number.NaN)))).toMatch(/not one finite number per row/);
    expect(
      brokenRule(
        classifier((x, fitted) => fitted.predictProbability(x).slice(1)),
        "classification",
      ),
    ).toMatch(/not one array per class/);
    expect(
      brokenRule(
        classifier((x, fitted) => fitted.predictProbability(x).map((p) => p.map((value) => value * 1.1))),
        "classification",
      ),
    ).toMatch(/sum to 1\.1/);
    expect(
      brokenRule(
        classifier((x) => [new Float64Array(x.rows).fill(1.5), new Float64Array(x.rows).fill(-0.5)]),
        "classification",
      ),
    ).toMatch(/negative/);
  });

  it("names a fit that learns nothing", () => {
    expect(brokenRule(regressor((x) => new Float64Array(x.rows)))).toMatch(/the fit learns/);
  });

  it("names a fit that differs from run to run", () => {
    let runs = 0;
    expect(
      brokenRule(
        sign((fitted) => {
          const shift = runs++ * 1e-15;
          return altered(fitted, { predict: (x: Matrix) => (fitted as FittedRegressor).predict(x).map((value) => value + shift) });
        }),
      ),
    ).toMatch(/a second fit differs/);
  });

  it("names JSON that restores another model", () => {
    expect(brokenRule(sign((fitted) => altered(fitted, { toJSON: () => ({ ...fitted.toJSON(), sides: [[1], [2]] }) })))).toMatch(
      /predicts other bits/,
    );
    const reordered = (fitted: FittedEstimator) => () => {
      const { name, ...rest } = fitted.toJSON();
      return { ...rest, name };
    };
    expect(brokenRule(sign((fitted) => altered(fitted, { toJSON: reordered(fitted) })))).toMatch(/writes other JSON/);
  });

  it("names predictions that depend on other rows", () => {
    const mean = (x: Matrix, fitted: FittedRegressor) => fitted.predict(x).map((value) => value + x.rows * 1e-12);
    expect(brokenRule(regressor(mean))).toMatch(/alone is predicted otherwise/);
    expect(brokenRule(regressor((x, fitted) => (x.rows === 0 ? new Float64Array(1) : fitted.predict(x))))).toMatch(/no rows/);
  });

  it("names missing features that are neither refused nor predicted", () => {
    const spread = (x: Matrix, fitted: FittedRegressor) =>
      fitted.predict(x).map((value, row) => value + 0 * ((x.columns[0] as Float64Array)[row] as number));
    expect(brokenRule(regressor(spread))).toMatch(/NaN gave a prediction/);
  });

  it("names wrong features that are accepted, or refused with another error", () => {
    const trusting = regressor((x) => Float64Array.from(x.columns[0] as Float64Array, (value) => (value < 0 ? 1 : 2.9)));
    expect(brokenRule(trusting)).toMatch(/no COLUMN_MISSING/);
    const rude = regressor((x, fitted) => {
      if (x.names[2] !== "c") throw new Error("no");
      return fitted.predict(x);
    });
    expect(brokenRule(rude)).toMatch(/Error: no was thrown/);
  });

  it("names bad training data that are accepted", () => {
    expect(brokenRule(sign(undefined, () => {}))).toMatch(/no TABLE_EMPTY/);
    const unaware = (x: Matrix, y: Target, options?: FitOptions) =>
      y.kind === "regression" ? checkTraining(x, { ...y, values: y.values.map((v) => v || 0) }, options) : undefined;
    expect(brokenRule(sign(undefined, unaware))).toMatch(/no VALUE_INVALID/);
  });

  it("names weights that are not honoured", () => {
    expect(
      brokenRule(
        sign((fitted, _x, _y, options) =>
          options.sampleWeight ? altered(fitted, { predict: (x: Matrix) => new Float64Array(x.rows) }) : fitted,
        ),
      ),
    ).toMatch(/weights of 1 change/);
    const careless = (x: Matrix, y: Target, options?: FitOptions) => checkTraining(x, y, options?.signal ? { signal: options.signal } : {});
    expect(brokenRule(sign(undefined, careless))).toMatch(/no COLUMN_LENGTH/);
  });

  it("accepts an estimator that says weights are not supported and passes on a crash", () => {
    const refuses = (code: "NOT_SUPPORTED" | null) => (x: Matrix, y: Target, options?: FitOptions) => {
      if (options?.sampleWeight) throw code === null ? new RangeError("crash") : new MLOpsError({ code, feature: "sampleWeight" });
      checkTraining(x, y, options);
    };
    expect(brokenRule(sign(undefined, refuses("NOT_SUPPORTED")))).toBe("nothing");
    expect(() => brokenRule(sign(undefined, refuses(null)))).toThrow(RangeError);
  });

  it("names an abort that is ignored", () => {
    const deaf = (x: Matrix, y: Target, options?: FitOptions) =>
      checkTraining(x, y, options?.sampleWeight ? { sampleWeight: options.sampleWeight } : {});
    const silent: Estimator = {
      ...sign(undefined, deaf),
      fit(x, y, { signal: _, ...options } = {}) {
        deaf(x, y, options);
        return fittedOf(learn(x, y, options));
      },
    };
    expect(brokenRule(silent)).toMatch(/an aborted signal does not stop it/);
    const late: Estimator = {
      ...sign(),
      fit(x, y, { signal, ...options } = {}) {
        checkTraining(x, y, signal === undefined ? options : { ...options, signal });
        return fittedOf(learn(x, y, options));
      },
    };
    expect(brokenRule(late)).toMatch(/an abort between steps does not stop it/);
  });

  it("names an input that was modified", () => {
    const rude = regressor((x, fitted) => {
      const predicted = fitted.predict(x);
      (x.columns[1] as Float64Array)[0] = 0;
      return predicted;
    });
    expect(brokenRule(rude)).toMatch(/an input was modified/);
  });
});
