import { argsort } from "@mlops/core/stats";

/** Rows whose labels are not known: the calls, the scores they were made by, and the calibrated chance of being positive. */
export interface UnlabelledRows {
  readonly called: ArrayLike<number>;
  readonly scores: Float64Array;
  readonly chances: Float64Array;
}

export const ESTIMATED_METRICS = ["auc", "average_precision", "f1", "precision", "recall", "specificity", "accuracy"] as const;
export type EstimatedMetric = (typeof ESTIMATED_METRICS)[number];

/**
 * The metric to be expected where each row is positive by its chance; null where no row counts for it.
 * Average precision counts every row as a threshold of its own, tied ones too, as NannyML does.
 */
export function expectedMetric(metric: EstimatedMetric, rows: UnlabelledRows): number | null {
  if (metric === "auc") return expectedAuc(rows);
  if (metric === "average_precision") return expectedAveragePrecision(rows);
  const { tp, fp, tn, fn } = expectedCells(rows);
  switch (metric) {
    case "f1":
      return ratio(tp, tp + (fp + fn) / 2);
    case "precision":
      return ratio(tp, tp + fp);
    case "recall":
      return ratio(tp, tp + fn);
    case "specificity":
      return ratio(tn, tn + fp);
    case "accuracy":
      return ratio(tp + tn, tp + fp + tn + fn);
  }
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function expectedCells({ called, chances }: UnlabelledRows) {
  let [tp, fp, tn, fn] = [0, 0, 0, 0];
  for (let row = 0; row < chances.length; row++) {
    const chance = chances[row] as number;
    if (called[row] === 1) {
      tp += chance;
      fp += 1 - chance;
    } else {
      fn += chance;
      tn += 1 - chance;
    }
  }
  return { tp, fp, tn, fn };
}

/** The area under the line through the expected false and true positives of each threshold; tied scores have one chance, so their order is nothing. */
function expectedAuc({ scores, chances }: UnlabelledRows): number | null {
  const order = argsort(scores);
  let [positives, negatives, area] = [0, 0, 0];
  for (let i = order.length - 1; i >= 0; i--) {
    const chance = chances[order[i] as number] as number;
    area += (1 - chance) * (positives + chance / 2);
    positives += chance;
    negatives += 1 - chance;
  }
  return positives > 0 && negatives > 0 ? area / positives / negatives : null;
}

function expectedAveragePrecision({ scores, chances }: UnlabelledRows): number | null {
  const order = argsort(scores);
  let [positives, sum] = [0, 0];
  for (let called = 1; called <= order.length; called++) {
    const chance = chances[order[order.length - called] as number] as number;
    positives += chance;
    sum += (chance * positives) / called;
  }
  return ratio(sum, positives);
}
