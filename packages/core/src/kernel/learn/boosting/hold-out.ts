import type { Target } from "../../estimator/matrix.ts";
import type { Random } from "../../stats/random.ts";
import { drawShare, upTo, withoutDrawn } from "./draw-rows.ts";

export interface HeldOut {
  readonly train: Int32Array;
  readonly held: Int32Array;
}

/** Holds out `share` of the rows, of each class alike; a class of a single row stays in training. Ascending row numbers. */
export function holdOut(y: Target, rows: number, share: number, random: Random): HeldOut {
  const all = upTo(rows);
  const groups = y.kind === "regression" ? [all] : y.classes.map((_, code) => all.filter((row) => y.codes[row] === code));
  const held = groups.filter((group) => group.length > 1).flatMap((group) => [...drawShare(group, share, random)]);
  const sorted = Int32Array.from(held).sort();
  return { train: withoutDrawn(all, sorted), held: sorted };
}
