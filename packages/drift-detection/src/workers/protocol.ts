import type { PackedColumn, PackedError } from "@mlops/core/threads";
import type { Side } from "../features/compare-feature.ts";
import type { FeatureContext } from "../features/feature-context.ts";
import type { FeatureComparison } from "../features/feature-drift.ts";

/** What the data of a thread that serves comparisons names. */
export const PROTOCOL = "mlops-drift-2";

/** What a thread is given at its start. */
export interface ThreadData {
  readonly protocol: typeof PROTOCOL;
  /** One for each column, in shared memory. */
  readonly claims: Int32Array;
}

/** One column to compare. */
export interface FeatureTask {
  readonly context: FeatureContext;
  /** How long comparing it takes beside others, roughly: those that take longest begin first. */
  readonly cost: number;
  /** Reads both sides when the task's turn comes. */
  readonly load: () => Promise<readonly [Side, Side]>;
  /** Lets go of both sides once they are compared. */
  readonly release: (sides: readonly [Side, Side]) => void;
}

export type PackedSide = PackedColumn | "absent" | "unreadable";

/** A column to compare, as it crosses between threads. */
export interface PackedTask {
  readonly context: FeatureContext;
  readonly sides: readonly [PackedSide, PackedSide];
}

/** A column's place among all, and what comparing it takes; null instead once there are no more. */
export interface TaskMessage extends PackedTask {
  readonly task: number;
}

export type FeatureAnswer = { readonly comparison: FeatureComparison } | { readonly error: PackedError };

/** A task's outcome, as a thread posts it; `taken` where another had claimed it. */
export type TaskAnswer = { readonly task: number } & (FeatureAnswer | { readonly taken: true });

/** Whether the caller is the first to claim a column, which is then its to compare. */
export function claim(claims: Int32Array, task: number): boolean {
  return Atomics.exchange(claims, task, 1) === 0;
}
