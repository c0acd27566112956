import type { Target } from "@mlops/core/estimator";
import { Random } from "@mlops/core/stats";
import { DataError } from "@mlops/models";
import type { FoldPlan } from "../folds/fold-plan.ts";

/** One fold: a share of the training rows, drawn by seed and evenly from each class, scores the trials; the others are learned from. */
export function holdoutPlan(y: Target, share: number, seed: number): FoldPlan {
  const random = new Random(seed).fork("search holdout");
  const rows = y.kind === "regression" ? y.values.length : y.codes.length;
  const classes = y.kind === "regression" ? [null] : y.classes;
  const aside = new Uint8Array(rows);
  for (const [code, label] of classes.entries()) {
    const own = Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => y.kind === "regression" || y.codes[row] === code);
    if (own.length < 2) {
      const hint = `${label === null ? "the target" : `class "${label}"`} has ${own.length} row: a search needs one to learn from and one to score`;
      throw new DataError({ code: "TOO_FEW_ROWS", actual: own.length, needed: 2, hint });
    }
    const count = Math.min(own.length - 1, Math.max(1, Math.round(share * own.length)));
    for (const row of random.shuffle(own).slice(0, count)) aside[row] = 1;
  }
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  return { method: "plain", folds: [{ train: all.filter((row) => aside[row] === 0), test: all.filter((row) => aside[row] === 1) }] };
}
