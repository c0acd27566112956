import type { Random } from "@mlops/core/stats";
import type { DriftMethodName, Json } from "@mlops/models";
import type { NumberPair } from "../kernel/number-pair.ts";

/** Counts of both samples over the same labels, which are sorted. */
export interface CategoryPair {
  readonly kind: "categorical";
  readonly labels: readonly string[];
  readonly reference: ArrayLike<number>;
  readonly current: ArrayLike<number>;
}

export type Pair = NumberPair | CategoryPair;

/** What a method says about two samples. */
export interface Comparison {
  readonly statistic: number;
  readonly pValue: number;
  /** In [0, 1]: 0 is no difference. */
  readonly effect: number;
  readonly evidence?: Readonly<Record<string, Json>>;
}

/** One statistical method: what it compares, what its effect measures, where its p-value comes from. */
export interface DriftMethod {
  readonly name: DriftMethodName;
  readonly kinds: readonly Pair["kind"][];
  /** What `effect` measures. */
  readonly effectMeasure: string;
  /** `exact`: of the samples' own distribution; `limit`: of that of large ones; `permutation`: of seeded draws without drift. The first holds for the smallest samples. */
  readonly calibration: readonly ("exact" | "limit" | "permutation")[];
  compare(pair: Pair, random: Random): Comparison;
}
