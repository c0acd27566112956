import type { PackedError } from "@mlops/core/threads";
import type { FoldPlan } from "../folds/fold-plan.ts";
import type { FoldRows } from "../trainer/training-rows.ts";
import type { ScoredTrial, TrialSetting } from "./score-trial.ts";

export const PROTOCOL = "mlops-search-trial-1";

/** What a thread that scores trials is started with. Numbers of rows lie in shared memory. */
export interface TrialThreadData {
  readonly protocol: typeof PROTOCOL;
  readonly setting: Omit<TrialSetting, "rows" | "plan"> & { readonly plan: FoldPlan };
  readonly rows: Omit<FoldRows, "raw" | "features">;
  /** Packed raw rows and features, where features are learned anew in each fold. */
  readonly learned?: unknown;
}

/** What a thread answers to a task: the scored trial with what its fit threw, or the error that no fit should throw. */
export type TrialAnswer = { readonly scored: ScoredTrial; readonly error?: PackedError } | { readonly bug: PackedError };
