import type { PipelineConfig, RunIf, StageKind } from "@mlops/models";

export interface StageOptions<D extends string = string> {
  /** Stages that come before. Default: none. */
  readonly dependsOn?: readonly D[];
  /** False skips the stage. Default true. */
  readonly enabled?: boolean;
  /** What must have become of the stages before. Default `all_success`. */
  readonly runIf?: RunIf;
}

/** One stage of an orchestration. */
export interface PipelineStage {
  readonly name: string;
  readonly kind: StageKind;
  readonly config: PipelineConfig;
  readonly dependsOn: readonly string[];
  readonly enabled: boolean;
  readonly runIf: RunIf;
}
