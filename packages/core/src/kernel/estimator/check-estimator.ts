import { DataError, MLOpsError } from "@mlops/models/errors";
import { conformanceMatrix, conformanceTarget } from "./conformance-data.ts";
import type { Estimator, FitOptions, FittedEstimator } from "./estimator.ts";
import type { Label, Matrix, Target } from "./matrix.ts";
import type { Restorer } from "./restore-estimator.ts";

export interface CheckEstimatorOptions {
  readonly kind: Target["kind"];
  /** Reads back what `toJSON` of its fitted model wrote. */
  readonly restore: Restorer;
  /** Classes of the classification data; default `["no", "yes"]`. */
  readonly classes?: readonly Label[];
  /** For regressors that take counts alone; default false. */
  readonly counts?: boolean;
}

/** The names of the checks that passed, in order. */
export interface Conformance {
  readonly passed: readonly string[];
}

interface Case {
  readonly estimator: Estimator;
  readonly restore: Restorer;
  readonly x: Matrix;
  readonly y: Target;
  readonly fitted: FittedEstimator;
}

/**
 * Runs every rule an estimator must keep on small fixed data: inputs are not modified, the same seed gives the same bits, JSON restores the
 * same bits, probabilities are a distribution, rows are predicted independently, wrong features, empty tables, single classes, NaN targets
 * and bad weights are refused with their codes, weights of one change nothing, and an abort stops the fit.
 * Throws `MLOpsError` `CONTRACT_BROKEN` naming the first rule that is broken.
 */
export function checkEstimator(estimator: Estimator, options: CheckEstimatorOptions): Conformance {
  const x = conformanceMatrix();
  const y = conformanceTarget(options.kind, options.classes ?? ["no", "yes"], x, options.counts ?? false);
  const before = [...x.columns, target(y)].map((values) => values.slice());
  const fitted = estimator.fit(x, y, { seed: 7 });
  const given: Case = { estimator, restore: options.restore, x, y, fitted };
  const passed: string[] = [];
  for (const [rule, check] of Object.entries(RULES)) {
    const detail = check(given);
    if (detail !== null) throw new MLOpsError({ code: "CONTRACT_BROKEN", what: estimator.name, detail: `${rule}: ${detail}`, rule });
    const after = [...x.columns, target(y)];
    if (!before.every((values, at) => sameBits(values, after[at] as Float64Array))) {
      throw new MLOpsError({ code: "CONTRACT_BROKEN", what: estimator.name, detail: `${rule}: an input was modified`, rule });
    }
    passed.push(rule);
  }
  return { passed };
}

/** Each rule answers null, or what broke it. */
const RULES: Readonly<Record<string, (given: Case) => string | null>> = {
  "describes itself": ({ estimator, x, y, fitted }) => {
    if (!isJson(estimator.params)) return "params are not JSON";
    if (fitted.kind !== y.kind) return `a ${y.kind} target gave a ${fitted.kind} model`;
    if (fitted.features.join() !== x.names.join()) return `features are ${fitted.features.join()}, not ${x.names.join()}`;
    if (fitted.kind === "classification" && y.kind === "classification" && fitted.classes.join() !== y.classes.join())
      return "classes differ";
    return Object.isFrozen(fitted) ? null : "the fitted model is not frozen";
  },
  "importances are shares": ({ fitted, x }) => {
    if (fitted.importances === null) return null;
    if (fitted.importances.length !== x.names.length) return "not one importance per feature";
    const sum = fitted.importances.reduce((total, share) => total + share, 0);
    return fitted.importances.every((share) => share >= 0) && Math.abs(sum - 1) <= 1e-12 ? null : `they sum to ${sum}`;
  },
  "predictions are numbers": ({ fitted, x }) => {
    const predicted = predict(fitted, x);
    if (!predicted.every((values) => values.length === x.rows && values.every(Number.isFinite))) return "not one finite number per row";
    if (fitted.kind === "regression") return null;
    if (predicted.length !== fitted.classes.length) return "not one array per class";
    for (let row = 0; row < x.rows; row++) {
      const sum = predicted.reduce((total, values) => total + (values[row] as number), 0);
      if (Math.abs(sum - 1) > 1e-12) return `the probabilities of row ${row} sum to ${sum}`;
      if (predicted.some((values) => (values[row] as number) < 0)) return `a probability of row ${row} is negative`;
    }
    return null;
  },
  "the fit learns": ({ fitted, x, y }) => {
    const own = loss(predict(fitted, x), y);
    const constant = loss(constantPrediction(y), y);
    return own < constant ? null : `its training loss ${own} is not below the constant's ${constant}`;
  },
  "same seed, same bits": ({ estimator, x, y, fitted }) =>
    samePredictions(estimator.fit(x, y, { seed: 7 }), fitted, x) ? null : "a second fit differs",
  "rows are independent": ({ fitted, x }) => {
    const batch = predict(fitted, x);
    for (let row = 0; row < x.rows; row += 17) {
      const one = predict(fitted, { ...x, rows: 1, columns: x.columns.map((column) => column.slice(row, row + 1)) });
      if (!one.every((values, k) => Object.is(values[0], (batch[k] as Float64Array)[row])))
        return `row ${row} alone is predicted otherwise`;
    }
    const none = predict(fitted, { ...x, rows: 0, columns: x.columns.map(() => new Float64Array(0)) });
    return none.length === batch.length && none.every((values) => values.length === 0) ? null : "no rows do not give no predictions";
  },
  "missing features are refused or predicted": ({ fitted, x }) => {
    const gap = { ...x, columns: x.columns.map((column, at) => (at === 0 ? column.with(3, Number.NaN) : column)) };
    const error = thrown(() => predict(fitted, gap));
    if (error === null)
      return predict(fitted, gap).every((values) => values.every(Number.isFinite)) ? null : "NaN gave a prediction that is no number";
    return expectCode(error, "VALUE_INVALID");
  },
  "wrong features are refused": ({ fitted, x }) => {
    const [a, b, c] = x.names as [string, string, string];
    const [u, v, w] = x.columns as [Float64Array, Float64Array, Float64Array];
    const other: [Matrix, string][] = [
      [{ ...x, names: [a, b], columns: [u, v] }, "COLUMN_MISSING"],
      [{ ...x, names: [a, b, "z"] }, "COLUMN_MISSING"],
      [{ ...x, names: [a, b, c, "z"], columns: [u, v, w, w] }, "SIGNATURE_MISMATCH"],
      [{ ...x, names: [b, a, c], columns: [v, u, w] }, "SIGNATURE_MISMATCH"],
      [{ ...x, columns: [u, v, w.slice(1)] }, "COLUMN_LENGTH"],
    ];
    return firstBroken(
      other.map(([matrix, code]) =>
        expectCode(
          thrown(() => predict(fitted, matrix)),
          code,
        ),
      ),
    );
  },
  "bad training data are refused": ({ estimator, x, y }) => {
    const fit = (matrix: Matrix, values: Target, fitOptions?: FitOptions) => thrown(() => estimator.fit(matrix, values, fitOptions));
    const empty = { ...x, rows: 0, columns: x.columns.map(() => new Float64Array(0)) };
    const [a, b] = x.columns as [Float64Array, Float64Array];
    return firstBroken([
      expectCode(fit(empty, first(y, 0)), "TABLE_EMPTY"),
      expectCode(fit({ ...x, names: [], columns: [] }, y), "VALUE_INVALID"),
      expectCode(fit(x, first(y, x.rows - 1)), "COLUMN_LENGTH"),
      expectCode(fit({ ...x, names: ["a", "a", "c"] }, y), "COLUMN_DUPLICATE"),
      expectCode(fit({ ...x, columns: [a, b, b.slice(1)] }, y), "COLUMN_LENGTH"),
      ...(y.kind === "regression"
        ? [expectCode(fit(x, { ...y, values: y.values.with(5, Number.NaN) }), "VALUE_INVALID")]
        : [
            expectCode(fit(x, { ...y, codes: new Int32Array(x.rows) }), "SINGLE_CLASS"),
            expectCode(fit(x, { ...y, codes: y.codes.with(5, -1) }), "VALUE_INVALID"),
          ]),
    ]);
  },
  "weights are honoured": ({ estimator, x, y, fitted }) => {
    const ones = new Float64Array(x.rows).fill(1);
    const error = thrown(() => estimator.fit(x, y, { seed: 7, sampleWeight: ones }));
    if (MLOpsError.isInstance(error) && error.code === "NOT_SUPPORTED") return null;
    if (error !== null) throw error;
    const same = predict(estimator.fit(x, y, { seed: 7, sampleWeight: ones }), x);
    const plain = predict(fitted, x);
    if (!same.every((values, k) => values.every((value, row) => close(value, (plain[k] as Float64Array)[row] as number))))
      return "weights of 1 change the model";
    return firstBroken([
      expectCode(
        thrown(() => estimator.fit(x, y, { sampleWeight: ones.slice(1) })),
        "COLUMN_LENGTH",
      ),
      expectCode(
        thrown(() => estimator.fit(x, y, { sampleWeight: ones.with(0, -1) })),
        "VALUE_INVALID",
      ),
      expectCode(
        thrown(() => estimator.fit(x, y, { sampleWeight: ones.with(0, Number.NaN) })),
        "VALUE_INVALID",
      ),
      expectCode(
        thrown(() => estimator.fit(x, y, { sampleWeight: new Float64Array(x.rows) })),
        "VALUE_INVALID",
      ),
    ]);
  },
  "an abort stops the fit": ({ estimator, x, y }) => {
    const reason = new Error("stopped");
    if (thrown(() => estimator.fit(x, y, { signal: AbortSignal.abort(reason) })) !== reason) return "an aborted signal does not stop it";
    const controller = new AbortController();
    let open = false;
    const error = thrown(() =>
      estimator.fit(x, y, {
        signal: controller.signal,
        onProgress: (done, total) => {
          open ||= done < total;
          if (done < total) controller.abort(reason);
        },
      }),
    );
    return open && error !== reason ? "an abort between steps does not stop it" : null;
  },
  "restores from JSON": ({ fitted, restore, x }) => {
    const text = JSON.stringify(fitted.toJSON());
    const again = restore(JSON.parse(text) as Record<string, unknown>);
    if (!samePredictions(again, fitted, x)) return "the restored model predicts other bits";
    return JSON.stringify(again.toJSON()) === text ? null : "the restored model writes other JSON";
  },
};

function isJson(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isJson);
  return value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

function target(y: Target): Float64Array | Int32Array {
  return y.kind === "regression" ? y.values : y.codes;
}

function first(y: Target, rows: number): Target {
  return y.kind === "regression" ? { ...y, values: y.values.slice(0, rows) } : { ...y, codes: y.codes.slice(0, rows) };
}

function predict(fitted: FittedEstimator, x: Matrix): readonly Float64Array[] {
  return fitted.kind === "regression" ? [fitted.predict(x)] : fitted.predictProbability(x);
}

function samePredictions(a: FittedEstimator, b: FittedEstimator, x: Matrix): boolean {
  const other = predict(b, x);
  return predict(a, x).every((values, k) => sameBits(values, other[k] as Float64Array));
}

function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!Object.is(a[at], b[at])) return false;
  return true;
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
}

function constantPrediction(y: Target): Float64Array[] {
  const values = target(y);
  if (y.kind === "regression")
    return [new Float64Array(values.length).fill(y.values.reduce((sum, value) => sum + value, 0) / values.length)];
  return y.classes.map((_, k) => new Float64Array(values.length).fill(y.codes.filter((code) => code === k).length / values.length));
}

/** Mean squared error of numbers, mean Brier loss of classes. */
function loss(predicted: readonly Float64Array[], y: Target): number {
  let sum = 0;
  for (const [k, values] of predicted.entries()) {
    for (let row = 0; row < values.length; row++) {
      const truth = y.kind === "regression" ? (y.values[row] as number) : y.codes[row] === k ? 1 : 0;
      sum += ((values[row] as number) - truth) ** 2;
    }
  }
  return sum / target(y).length;
}

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

function expectCode(error: unknown, code: string): string | null {
  if (error === null) return `no ${code} was thrown`;
  if (!DataError.isInstance(error)) return `${String(error)} was thrown, not a DataError ${code}`;
  return error.code === code ? null : `${error.code} was thrown, not ${code}`;
}

function firstBroken(answers: readonly (string | null)[]): string | null {
  return answers.find((answer) => answer !== null) ?? null;
}
