import type { FittedEstimator, Target } from "@mlops/core/estimator";
import { type Predictions, predictionColumns } from "../evaluate/outcome.ts";

/** CSV of the out-of-fold predictions: row number from 0, fold from 1, the truth, and a column per prediction; rows that no fold predicts are left out. */
export function outOfFoldFile(y: Target, predictions: Predictions, foldOf: Int32Array, model: FittedEstimator): string {
  const names = predictionColumns(model.kind === "classification" ? model.classes : null);
  const lines = [["row", "fold", "actual", ...names].map(cell).join(",")];
  for (const [row, fold] of foldOf.entries()) {
    if (fold < 0) continue;
    const actual = y.kind === "regression" ? y.values[row] : y.classes[y.codes[row] as number];
    lines.push([row, fold + 1, cell(String(actual)), ...predictions.map((values) => values[row])].join(","));
  }
  return `${lines.join("\n")}\n`;
}

function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
