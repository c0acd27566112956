import type { ClassificationTarget } from "@mlops/core/estimator";
import type { CrossValidated } from "../folds/cross-validate.ts";
import { takeNumbers } from "../folds/take-matrix.ts";
import { type Calibrators, calibrate } from "./calibrated-classifier.ts";
import type { CalibrationRows, Calibrator } from "./calibrator.ts";
import { fitIsotonic } from "./isotonic.ts";
import { fitPlatt } from "./platt.ts";

const FIT: Readonly<Record<"platt" | "isotonic", (rows: CalibrationRows) => Calibrator>> = { platt: fitPlatt, isotonic: fitIsotonic };

/** The classes of the rows, and their weights. */
export interface CalibratedOn {
  readonly y: ClassificationTarget;
  readonly metricWeights?: Float64Array | undefined;
}

/** Learns from the out-of-fold predictions of `rows`. */
export function fitCalibrators(
  method: "platt" | "isotonic",
  { y, metricWeights }: CalibratedOn,
  predictions: readonly Float64Array[],
  rows: Uint32Array,
): Calibrators {
  const weights = metricWeights && takeNumbers(metricWeights, rows);
  const learn = (code: number) =>
    FIT[method]({
      probabilities: Float64Array.from(rows, (row) => predictions[code]?.[row] as number),
      positive: Uint8Array.from(rows, (row) => (y.codes[row] === code ? 1 : 0)),
      weights,
    });
  return y.classes.length === 2 ? [learn(1)] : (y.classes.map((_, code) => learn(code)) as unknown as Calibrators);
}

/**
 * Out-of-fold predictions as if each fold had been calibrated by what the other folds teach, so that a metric of them does not flatter the
 * calibration. Rows that no fold predicts stay NaN.
 */
export function crossCalibrate(
  method: "platt" | "isotonic",
  on: CalibratedOn,
  { predictions, foldOf, folds }: CrossValidated,
): Float64Array[] {
  const out = predictions.map((values) => values.slice());
  const predicted = Uint32Array.from({ length: foldOf.length }, (_, row) => row).filter((row) => (foldOf[row] as number) >= 0);
  for (let fold = 0; fold < folds.length; fold++) {
    const own = predicted.filter((row) => foldOf[row] === fold);
    const calibrators = fitCalibrators(
      method,
      on,
      predictions,
      predicted.filter((row) => foldOf[row] !== fold),
    );
    const calibrated = calibrate(
      calibrators,
      predictions.map((values) => Float64Array.from(own, (row) => values[row] as number)),
    );
    for (const [k, values] of calibrated.entries())
      for (const [i, row] of own.entries()) (out[k] as Float64Array)[row] = values[i] as number;
  }
  return out;
}
