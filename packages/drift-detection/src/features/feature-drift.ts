import type { Json } from "@mlops/models";

/** Rows of one side, and how many of them hold no value (null and NaN). */
export interface SideCount {
  readonly n: number;
  readonly missing: number;
}

/** Both sides of a feature. */
export interface SideCounts {
  readonly reference: SideCount;
  readonly current: SideCount;
}

/** Why a feature has no test of its values, or drifted without one. */
export type DriftReason =
  | "missing_in_current"
  | "missing_in_reference"
  | "type_changed"
  | "unreadable"
  | "insufficient_data"
  | "all_missing"
  | "constant"
  | "near_unique"
  | "timestamp"
  | "role";

/** One test inside a feature: of its values or of what is missing. */
export interface FeatureTest {
  readonly method: string;
  readonly statistic: number;
  readonly pValue: number;
  readonly effect: number;
  readonly effectMeasure: string;
  readonly floor: number;
}

/** A feature before the p-values of all features are adjusted. */
export interface FeatureComparison {
  readonly name: string;
  readonly kind: string;
  readonly reference: SideCount;
  readonly current: SideCount;
  /** The test that decides stands first. None: `reason` says why. */
  readonly tests: readonly FeatureTest[];
  /** Of the deciding test, Bonferroni-corrected for the tests of this feature; null without one. */
  readonly pValue: number | null;
  readonly reason?: DriftReason;
  readonly evidence: Readonly<Record<string, Json>>;
}

/** Reasons that are drift without a test. */
export const DRIFT_BY_REASON: readonly string[] = ["missing_in_current", "missing_in_reference", "type_changed", "unreadable"];
/** Reasons for which a feature is left out of the share of drifted features. */
export const NOT_COMPARED: readonly string[] = ["insufficient_data", "near_unique", "timestamp", "role"];
