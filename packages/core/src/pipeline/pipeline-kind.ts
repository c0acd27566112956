import type { PipelineConfig, StageKind } from "@mlops/models";
import type { DataOutput, DeploymentOutput, FeatureOutput, MonitoringOutput, TrainingOutput } from "../stage/outputs.ts";
import type { Pipeline } from "./pipeline.ts";

/** A pipeline class as the orchestrator takes it. */
export interface PipelineKind<Out = unknown> {
  new (config: PipelineConfig): Pipeline<Out>;
  /**
   * URL of the module that runs this kind in a worker thread, given by the class as
   * `static get workerEntry() { return import.meta.resolve("@mlops/<package>/worker") }`. Without it the kind runs in process.
   */
  readonly workerEntry?: string;
}

/** The output of each kind of stage. */
export interface StageOutputs {
  readonly data: DataOutput;
  readonly feature: FeatureOutput;
  readonly training: TrainingOutput;
  readonly deployment: DeploymentOutput;
  readonly monitoring: MonitoringOutput;
}

/** The kinds of stage that an orchestrator may run. */
export type PipelineKinds = { readonly [K in StageKind]?: PipelineKind<StageOutputs[K]> };
