import { argsort } from "../stats/argsort.ts";
import { checkFinite, checkLength, evaluatedRows, invalid, pick } from "./evaluated-rows.ts";

/** Codes 0 (negative), 1 (positive) or −1 (unknown, the row is left out). */
export type BinaryLabels = Uint8Array | Int8Array | Int32Array;

/** Rows with a known label, their scores and ascending order. */
export interface ScoredRows {
  readonly n: number;
  readonly positive: Uint8Array;
  readonly scores: Float64Array;
  readonly weights: Float64Array | null;
  /** Row numbers by ascending score. */
  readonly order: Uint32Array;
  /** Weights of the positive and of the negative rows; counts where there are no weights. */
  readonly positiveWeight: number;
  readonly negativeWeight: number;
  /** Rows of each class. */
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Checks labels and scores and sorts the rows by score.
 * @throws DataError `COLUMN_LENGTH` or `VALUE_INVALID` (a label other than −1, 0, 1; a score that is not finite)
 */
export function scoredRows(labels: BinaryLabels, scores: Float64Array, sampleWeight?: Float64Array): ScoredRows {
  checkLength("scores", scores.length, labels.length);
  const known = evaluatedRows(labels.length, (row) => (labels[row] as number) < 0, sampleWeight);
  const positive = new Uint8Array(known.n);
  for (let i = 0; i < known.n; i++) {
    const row = known.rows === null ? i : (known.rows[i] as number);
    const label = labels[row] as number;
    if (label > 1) throw invalid("labels", row, label, "0 or 1");
    positive[i] = label;
  }
  const counting = pick(scores, known.rows);
  checkFinite("scores", counting);
  let positives = 0;
  let positiveWeight = 0;
  let negativeWeight = 0;
  for (let i = 0; i < known.n; i++) {
    const w = known.weights === null ? 1 : (known.weights[i] as number);
    if (positive[i] === 1) {
      positives++;
      positiveWeight += w;
    } else negativeWeight += w;
  }
  const { n, weights } = known;
  return {
    n,
    positive,
    scores: counting,
    weights,
    order: argsort(counting),
    positiveWeight,
    negativeWeight,
    positives,
    negatives: n - positives,
  };
}
