import type { Random } from "@mlops/core/stats";
import type { Json } from "@mlops/models";

/** Present values of both samples in ascending order; infinities are values. */
export interface NumberPair {
  readonly kind: "numeric";
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

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

/** One statistical method. */
export interface DriftMethod {
  readonly name: string;
  readonly kinds: readonly Pair["kind"][];
  /** What `effect` measures. */
  readonly effectMeasure: string;
  compare(pair: Pair, random: Random): Comparison;
}
