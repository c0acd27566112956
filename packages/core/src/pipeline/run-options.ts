import type { Json, TrackingConfig } from "@mlops/models";
import type { DataOutput, DeploymentOutput, FeatureOutput, MonitoringOutput, TrainingOutput } from "../stage/outputs.ts";
import type { RunEvent } from "./run-event.ts";

/** What the stages before this one gave, by kind; of several of one kind the nearest, in the order of `dependsOn`. */
export interface StageInputs {
  readonly data?: DataOutput;
  readonly feature?: FeatureOutput;
  readonly training?: TrainingOutput;
  readonly deployment?: DeploymentOutput;
  readonly monitoring?: MonitoringOutput;
}

/** Which attempt of which stage of which run this is. */
export interface RunIdentity {
  /** Id of the run, sortable by time. */
  readonly id: string;
  readonly stage: string;
  /** Counted from 1. */
  readonly attempt: number;
  /** The attempt's start, ISO-8601 in UTC, journaled before use: a stage that writes a time writes this one. */
  readonly startedAt: string;
}

/** How far a stage has come. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly message?: string;
}

/** What `run` of a pipeline takes; everything has a default. */
export interface RunOptions {
  /** Ends the run; `run` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Outputs of the stages before. */
  readonly inputs?: StageInputs;
  /** Folder of state. Default `.mlops` in the working directory. */
  readonly home?: string;
  /** Seed of everything random. Default 0. */
  readonly seed?: number;
  /** Values of `${param.x}` in the configuration (filled in by the orchestrator), visible to the stage too. */
  readonly params?: Readonly<Record<string, Json>>;
  /** Told of everything that happens. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Folder of this run, `<home>/runs/<id>`. */
  readonly runFolder?: string;
  /** Where runs and models are kept. Default: the embedded store in `home`. */
  readonly trackingConfig?: TrackingConfig;
  /** Absolute path of the pipeline file, where there is one. */
  readonly pipelineFile?: string;
  /** The run and stage this call belongs to. */
  readonly run?: RunIdentity;
}
