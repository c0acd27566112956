import type { PipelineConfig, StageKind, ValidationResult } from "@mlops/models";
import type { StageResult } from "../pipeline/stage-result.ts";
import type { OrchestratorRunOptions, PipelineOrchestrator } from "./orchestrator.ts";
import type { PipelineStage, StageOptions } from "./stage.ts";

/** The stages of a chain: by name, the kinds whose output reaches the stages after it. */
export type StageMap = Readonly<Record<string, StageKind>>;

type Name<S extends StageMap> = keyof S & string;
/** `M` where the chain has no stage of that name yet. */
type Fresh<S extends StageMap, M extends string> = M extends Name<S> ? never : M;
type Added<S extends StageMap, M extends string, K extends StageKind, D extends Name<S>> = S & Readonly<Record<M, K | S[D]>>;
/** Options whose `dependsOn` reaches one of the kinds `K`; else `dependsOn` must be a text that says what is missing. */
type Reaching<S extends StageMap, D extends Name<S>, K extends StageKind> = [Extract<S[D], K>] extends [never]
  ? { readonly dependsOn: `needs a ${K} stage before it` }
  : StageOptions<D> & { readonly dependsOn: readonly D[] };

/**
 * The form of `PipelineOrchestrator` that the compiler checks: names are new, dependencies exist, and what a stage reads is given by a stage before it.
 * Each call returns the longer chain over the same orchestrator.
 */
export class PipelineChain<S extends StageMap = Record<never, never>> {
  /** The orchestrator that the chain fills. */
  readonly orchestrator: PipelineOrchestrator;

  constructor(orchestrator: PipelineOrchestrator) {
    this.orchestrator = orchestrator;
  }

  get stages(): readonly PipelineStage[] {
    return this.orchestrator.stages;
  }

  addDataStage<const M extends string, const D extends Name<S> = never>(
    name: Fresh<S, M>,
    config: PipelineConfig,
    options?: StageOptions<D>,
  ): PipelineChain<Added<S, M, "data", D>> {
    return this.#grown(this.orchestrator.addDataStage(name, config, options));
  }

  addFeatureStage<const M extends string, const D extends Name<S>>(
    name: Fresh<S, M>,
    config: PipelineConfig,
    options: StageOptions<D> & Reaching<S, D, "data">,
  ): PipelineChain<Added<S, M, "feature", D>> {
    return this.#grown(this.orchestrator.addFeatureStage(name, config, options));
  }

  addTrainingStage<const M extends string, const D extends Name<S>>(
    name: Fresh<S, M>,
    config: PipelineConfig,
    options: StageOptions<D> & Reaching<S, D, "feature" | "data">,
  ): PipelineChain<Added<S, M, "training", D>> {
    return this.#grown(this.orchestrator.addTrainingStage(name, config, options));
  }

  /** Deploys the model trained before it, or the one that `deploymentConfig.modelUri` names. */
  addDeploymentStage<const M extends string, const D extends Name<S> = never>(
    name: Fresh<S, M>,
    config: PipelineConfig,
    options?: StageOptions<D>,
  ): PipelineChain<Added<S, M, "deployment", D>> {
    return this.#grown(this.orchestrator.addDeploymentStage(name, config, options));
  }

  addMonitoringStage<const M extends string, const D extends Name<S> = never>(
    name: Fresh<S, M>,
    config: PipelineConfig,
    options?: StageOptions<D>,
  ): PipelineChain<Added<S, M, "monitoring", D>> {
    return this.#grown(this.orchestrator.addMonitoringStage(name, config, options));
  }

  validate(): Promise<ValidationResult> {
    return this.orchestrator.validate();
  }

  run(options?: OrchestratorRunOptions): Promise<StageResult<Readonly<Record<string, unknown>>>> {
    return this.orchestrator.run(options);
  }

  #grown<T extends StageMap>(orchestrator: PipelineOrchestrator): PipelineChain<T> {
    return new PipelineChain<T>(orchestrator);
  }
}
