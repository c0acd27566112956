import { type Label, likeliest } from "@mlops/core/estimator";
import type { TrainingDetails } from "@mlops/core/stage";
import type { Outcome } from "./outcome.ts";

/** Rows of known class by what they are (row) and what they were called (column), at the threshold of the outcome; undefined for numbers. */
export function confusionOf(outcome: Outcome, classes: readonly Label[] | null): TrainingDetails["confusion"] {
  if (outcome.kind === "regression" || classes === null) return undefined;
  const called =
    outcome.kind === "binary"
      ? Int32Array.from(outcome.scores, (score) => (score >= (outcome.threshold ?? 0.5) ? 1 : 0))
      : likeliest(outcome.probabilities, outcome.labels.length);
  const counts = classes.map(() => classes.map(() => 0));
  for (const [row, label] of outcome.labels.entries()) {
    const line = counts[label];
    if (line) line[called[row] as number] = (line[called[row] as number] as number) + 1;
  }
  return { classes: classes.map(String), counts };
}
