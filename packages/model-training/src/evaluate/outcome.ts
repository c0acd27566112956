import type { FittedEstimator, Label, Matrix } from "@mlops/core/estimator";
import { columnOf, columnOfSeries, type Series, type TableLike, toFloat64 } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import { encodeLabels } from "./encode-labels.ts";
import type { Outcome } from "./measure.ts";

/** What the model in memory says about rows whose truth is `y`. */
export function outcomeOfModel(model: FittedEstimator, x: Matrix, y: Series, target: string): Outcome {
  if (model.kind === "regression") return { kind: "regression", actual: numbers(y, target), predicted: model.predict(x) };
  return classified(encodeLabels(y, model.classes, target), model.predictProbability(x));
}

/** The same from the columns that a bundle predicts: `probability_<class>` or `prediction`. `classes` is null for a regressor. */
export function outcomeOfBundle(predictions: TableLike, classes: readonly Label[] | null, y: Series, target: string): Outcome {
  if (classes === null)
    return { kind: "regression", actual: numbers(y, target), predicted: toFloat64(columnOf(predictions, "prediction")) };
  return classified(
    encodeLabels(y, classes, target),
    classes.map((label) => toFloat64(columnOf(predictions, `probability_${label}`))),
  );
}

function classified(labels: Int32Array, probabilities: readonly Float64Array[]): Outcome {
  if (probabilities.length === 2) return { kind: "binary", labels, scores: probabilities[1] as Float64Array };
  return { kind: "multiclass", labels, probabilities };
}

function numbers(series: Series, name: string): Float64Array {
  const column = columnOfSeries(series, name);
  if (column.kind !== "numeric" && column.kind !== "boolean" && column.kind !== "bigint") {
    throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: "numeric" });
  }
  const values = toFloat64(column);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail: `no finite number in row ${bad}`, row: bad });
  return values;
}
