import type { Json, StageKind, StatusEnum } from "@mlops/models";

interface EventBase<T extends string> {
  readonly type: T;
  /** ISO-8601 in UTC. */
  readonly at: string;
  /** Id of the run; empty when a pipeline runs without an orchestrator. */
  readonly run: string;
}

interface StageEvent<T extends string> extends EventBase<T> {
  readonly stage: string;
}

export interface RunStarted extends EventBase<"run_started"> {
  readonly name: string;
  readonly folder: string;
  readonly stages: readonly { readonly name: string; readonly kind: StageKind; readonly dependsOn: readonly string[] }[];
}

export interface StageStarted extends StageEvent<"stage_started"> {
  readonly kind: StageKind;
  readonly attempt: number;
}

export interface StageProgress extends StageEvent<"stage_progress"> {
  readonly attempt: number;
  readonly done: number;
  readonly total?: number;
  readonly message?: string;
}

/** An attempt failed and another one follows after `delayMs`. */
export interface StageRetrying extends StageEvent<"stage_retrying"> {
  readonly attempt: number;
  readonly delayMs: number;
  readonly status: StatusEnum;
  readonly message: string;
  readonly code?: string;
}

export interface StageFinished extends StageEvent<"stage_finished"> {
  readonly kind: StageKind;
  readonly status: StatusEnum;
  readonly message: string;
  readonly reason?: string;
  readonly code?: string;
  readonly attempts: number;
  readonly durationMs: number;
  readonly details: Readonly<Record<string, Json>>;
}

export interface RunFinished extends EventBase<"run_finished"> {
  readonly status: StatusEnum;
  readonly message: string;
  readonly durationMs: number;
}

/** What happens in a run, in order. Every event but `stage_progress` is in the run's journal too. */
export type RunEvent = RunStarted | StageStarted | StageProgress | StageRetrying | StageFinished | RunFinished;
