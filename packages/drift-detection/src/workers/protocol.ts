import type { PackedError } from "@mlops/core/threads";
import type { Side } from "../features/compare-feature.ts";
import type { FeatureContext } from "../features/feature-context.ts";
import type { FeatureComparison } from "../features/feature-drift.ts";

/** What a thread must be given as its data to serve comparisons. */
export const PROTOCOL = "mlops-drift-1";

/** One column to compare. */
export interface FeatureTask {
  readonly context: FeatureContext;
  /** Reads both sides when the task's turn comes. */
  readonly load: () => Promise<readonly [Side, Side]>;
  /** Lets go of both sides once they are compared. */
  readonly release: (sides: readonly [Side, Side]) => void;
}

/** A task's outcome, as a thread posts it. */
export type FeatureAnswer = { readonly comparison: FeatureComparison } | { readonly error: PackedError };
