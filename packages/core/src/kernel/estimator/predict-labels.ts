import type { FittedClassifier } from "./estimator.ts";
import type { Label, Matrix } from "./matrix.ts";

/** The code of each row's likeliest class; of equal probabilities the first class wins (as ONNX ArgMax does). */
export function predictCodes(fitted: FittedClassifier, x: Matrix): Int32Array {
  return likeliest(fitted.predictProbability(x), x.rows);
}

/** The index of the largest of each row's probabilities, the first of equal ones. @example [...likeliest([[0.5, 0.2], [0.5, 0.8]], 2)] // => [0, 1] */
export function likeliest(probabilities: readonly ArrayLike<number>[], rows: number): Int32Array {
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < probabilities.length; k++) {
      const p = (probabilities[k] as ArrayLike<number>)[row] as number;
      if (p > best) {
        best = p;
        codes[row] = k;
      }
    }
  }
  return codes;
}

/** Each row's likeliest class; of equal probabilities the first class wins. Errors as `predictProbability` throws them. */
export function predictLabels(fitted: FittedClassifier, x: Matrix): Label[] {
  return Array.from(predictCodes(fitted, x), (code) => fitted.classes[code] as Label);
}
