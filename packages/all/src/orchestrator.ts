import { PipelineOrchestrator as Orchestrator, type OrchestratorSettings, type PipelineKinds } from "@mlops/core";
import { DataPipeline } from "@mlops/data";
import { DeploymentPipeline } from "@mlops/deployment";
import { FeaturePipeline } from "@mlops/feature-engineering";
import { TrainingPipeline } from "@mlops/model-training";
import { MonitoringPipeline } from "@mlops/monitoring";

/** The pipeline of every kind of stage. */
export const PIPELINES = {
  data: DataPipeline,
  feature: FeaturePipeline,
  training: TrainingPipeline,
  deployment: DeploymentPipeline,
  monitoring: MonitoringPipeline,
} satisfies PipelineKinds;

/** The orchestrator of `@mlops/core` that knows all five kinds of stage: `new PipelineOrchestrator()` needs no arguments. */
export class PipelineOrchestrator extends Orchestrator {
  constructor(kinds: PipelineKinds = PIPELINES, settings?: OrchestratorSettings) {
    super(kinds, settings);
  }
}
