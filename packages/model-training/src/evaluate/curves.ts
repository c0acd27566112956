import { calibration, rocCurve } from "@mlops/core/metrics";
import type { TrainingDetails } from "@mlops/core/stage";
import type { Outcome } from "./measure.ts";

const MOST_POINTS = 200;

/** Points of the ROC curve (thinned evenly) and the reliability diagram of a binary outcome, for charts. */
export function curvesOf(outcome: Outcome): TrainingDetails["curves"] {
  if (outcome.kind !== "binary") return {};
  const roc = rocCurve(outcome.labels, outcome.scores);
  const step = Math.max(1, Math.ceil(roc.length / MOST_POINTS));
  const thinned = roc.filter((_, i) => i % step === 0 || i === roc.length - 1).map(({ x, y }) => ({ x, y }));
  const bins = calibration(outcome.labels, outcome.scores, { bins: 10 }).bins;
  return { roc: thinned, calibration: bins.map(({ x, y, n }) => ({ x, y, n })) };
}
