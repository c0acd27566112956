import { argsort, type Random } from "@mlops/core/stats";
import { fitIsotonic, type Isotonic, isotonicAt } from "./isotonic.ts";

const SPLITS = 10;
const BINS = 10;

/**
 * The isotonic calibration of scores, or null where they need none: where it does not lessen the calibration error on ten seeded held-out tenths (of each
 * class alike), where one class occurs alone, or where the scores part the classes completely.
 */
export function calibrationOf(scores: Float64Array, positive: Uint8Array, random: Random): Isotonic | null {
  const sides = [0, 1].map((side) => Uint32Array.from(positive.keys()).filter((row) => positive[row] === side));
  if (sides.some((rows) => rows.length < 2) || parted(scores, positive)) return null;
  const [plain, calibrated, outcomes]: [number[], number[], number[]] = [[], [], []];
  for (let split = 0; split < SPLITS; split++) {
    const [train, held]: [number[], number[]] = [[], []];
    for (const rows of sides) {
      random.shuffle(rows);
      const share = Math.max(1, Math.round(rows.length / 10));
      held.push(...rows.subarray(0, share));
      for (const row of rows.subarray(share)) train.push(row);
    }
    const fit = fitIsotonic(
      Float64Array.from(train, (row) => scores[row] as number),
      train.map((row) => positive[row] as number),
    );
    for (const row of held) {
      plain.push(scores[row] as number);
      calibrated.push(isotonicAt(fit, scores[row] as number));
      outcomes.push(positive[row] as number);
    }
  }
  return calibrationError(plain, outcomes) > calibrationError(calibrated, outcomes) ? fitIsotonic(scores, positive) : null;
}

function parted(scores: Float64Array, positive: Uint8Array): boolean {
  let [highest, lowest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let row = 0; row < scores.length; row++) {
    if (positive[row] === 1) lowest = Math.min(lowest, scores[row] as number);
    else highest = Math.max(highest, scores[row] as number);
  }
  return highest < lowest;
}

/** Σ share · |mean score − share of positives| over ten bins of equally many rows. */
function calibrationError(scores: readonly number[], outcomes: readonly number[]): number {
  const order = argsort(Float64Array.from(scores));
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const [from, to] = [bin, bin + 1].map((edge) => Math.floor((edge * order.length) / BINS)) as [number, number];
    let difference = 0;
    for (let i = from; i < to; i++) difference += (scores[order[i] as number] as number) - (outcomes[order[i] as number] as number);
    error += Math.abs(difference) / order.length;
  }
  return error;
}
