import { calibration, rocCurve } from "@mlops/core/metrics";
import type { TrainingDetails } from "@mlops/core/stage";
import type { Outcome } from "./outcome.ts";

/** Points of the ROC curve (200 at most) and the reliability diagram of a binary outcome, for charts; nothing for other outcomes. */
export function curvesOf(outcome: Outcome): TrainingDetails["curves"] {
  if (outcome.kind !== "binary") return {};
  const { weights: sampleWeight } = outcome;
  const roc = rocCurve(outcome.labels, outcome.scores, sampleWeight ? { sampleWeight } : {}).map(({ x, y }) => ({ x, y }));
  const bins = calibration(outcome.labels, outcome.scores, { bins: 10, ...(sampleWeight ? { sampleWeight } : {}) }).bins;
  return { roc, calibration: bins.map(({ x, y, n }) => ({ x, y, n })) };
}
