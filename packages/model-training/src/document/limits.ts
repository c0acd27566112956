import type { TrainingDetails } from "@mlops/core/stage";

/** What is odd about a training: one sentence each. */
export function warningsOf({ warnings = [] }: TrainingDetails): string[] {
  return warnings.map((warning) => `${warning.charAt(0).toUpperCase()}${warning.slice(1)}.`);
}

/** What the figures of a training cannot tell: one sentence each. */
export function limitsOf(details: TrainingDetails): string[] {
  const limits: string[] = [];
  const judged = details.evaluations[0]?.set;
  if (judged === "train") limits.push("The figures are those of the rows the model learned from: they flatter it.");
  if (judged === "out_of_fold")
    limits.push(
      "The figures are those of models of the folds; the exported model learned from all rows and was judged by none of its own.",
    );
  if (details.search && judged === "out_of_fold")
    limits.push("The hyperparameters were chosen on the same folds that give the figures: they flatter the model a little.");
  if (details.threshold && details.threshold.method !== "fixed" && judged === "out_of_fold")
    limits.push("The threshold was chosen on the same out-of-fold predictions that give the figures.");
  if (!details.evaluations.some(({ set }) => set !== "cross_validation" && set !== judged))
    limits.push("No other rows, such as those of a later time, were looked at.");
  if (!details.slices?.length) limits.push("No parts of the rows were looked at on their own: name columns in evaluation.slices.");
  const { calibration } = details;
  if (calibration && (calibration.after.value ?? 0) >= (calibration.before.value ?? 0))
    limits.push(`Calibration by ${calibration.method} did not lower the log loss out of fold: the model may be better without it.`);
  const wide = details.metrics[details.primaryMetric];
  if (wide && wide.n < 100) limits.push(`The figures rest on ${wide.n} rows.`);
  return limits;
}
