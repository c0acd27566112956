import {
  ConfigError,
  MLOpsError,
  type PipelineConfig,
  PipelineError,
  type PipelineFile,
  STAGE_SECTIONS,
  type StageKind,
  type TrackingConfig,
  type ValidationResult,
} from "@mlops/models";
import { sourceOf } from "../config/source-file.ts";
import { type Logger, setupLogger } from "../logging/logger.ts";
import type { PipelineKind, PipelineKinds } from "../pipeline/pipeline-kind.ts";
import type { RunOptions } from "../pipeline/run-options.ts";
import type { StageResult } from "../pipeline/stage-result.ts";
import { PipelineChain } from "./chain.ts";
import { executeRun } from "./execute-run.ts";
import { stagesOfFile } from "./file-stages.ts";
import { graphProblems } from "./graph.ts";
import { withParams } from "./params.ts";
import type { RetryDelays } from "./retry.ts";
import type { PipelineStage, StageOptions } from "./stage.ts";
import type { PreparedStage } from "./stage-attempts.ts";
import { validateStages } from "./validate-stages.ts";

/** The package that brings each kind of stage. */
const PACKAGES: Readonly<Record<StageKind, string>> = {
  data: "@mlops/data",
  feature: "@mlops/feature-engineering",
  training: "@mlops/model-training",
  deployment: "@mlops/deployment",
  monitoring: "@mlops/monitoring",
};

/** What a pipeline file says of the whole run; `run` may override each. */
export interface OrchestratorSettings {
  /** Name of the run in journals and reports. Default `pipeline`. */
  readonly name?: string;
  /** Stages at once. Default: the number of cores. */
  readonly concurrency?: number | undefined;
  /** A failed stage cancels the others. Default false. */
  readonly failFast?: boolean;
  /** Limit of the whole run; none when absent. */
  readonly runTimeoutMinutes?: number | undefined;
  /** Default 0. */
  readonly seed?: number;
  readonly trackingConfig?: TrackingConfig;
  /** Absolute path of the pipeline file. */
  readonly pipelineFile?: string | undefined;
}

export interface OrchestratorRunOptions extends Omit<RunOptions, "run" | "runFolder" | keyof OrchestratorSettings>, OrchestratorSettings {
  /** How long a stage may take to end once it was told to. Default 10 000. */
  readonly graceMs?: number;
  /** False runs every stage in this thread, where time limits hold at awaits only. Default true. */
  readonly workers?: boolean;
  /** Waits between attempts. */
  readonly retry?: RetryDelays;
  /** Not supported yet. */
  readonly resume?: string;
}

/**
 * Runs stages in the order of their dependencies, in parallel where they have none. Which kinds it may run it is told when it is made:
 * `new PipelineOrchestrator({ data: DataPipeline, feature: FeaturePipeline })`.
 */
export class PipelineOrchestrator {
  readonly logger: Logger;
  readonly settings: OrchestratorSettings;
  readonly #kinds: PipelineKinds;
  readonly #stages: PipelineStage[] = [];
  #interpolated = false;

  constructor(kinds: PipelineKinds = {}, settings: OrchestratorSettings = {}) {
    this.#kinds = kinds;
    this.settings = settings;
    this.logger = setupLogger("orchestrator");
  }

  /** Starts the chain that the compiler checks. */
  static define(this: new (kinds?: PipelineKinds) => PipelineOrchestrator, kinds?: PipelineKinds): PipelineChain {
    return new PipelineChain(new this(kinds));
  }

  /**
   * The orchestrator of a pipeline file, as `MLOpsConfigManager.loadPipelineFile` gives it.
   * @throws ConfigError for a stage without configuration or of a kind not given, and for stages put together wrongly (`problems` lists all)
   */
  static fromPipelineFile<T extends PipelineOrchestrator>(
    this: new (
      kinds?: PipelineKinds,
      settings?: OrchestratorSettings,
    ) => T,
    file: PipelineFile,
    kinds?: PipelineKinds,
  ): T {
    const { name, concurrency, failFast, runTimeoutMinutes, seed, trackingConfig } = file;
    const orchestrator = new this(kinds, {
      name,
      concurrency,
      failFast,
      runTimeoutMinutes,
      seed,
      trackingConfig,
      pipelineFile: sourceOf(file),
    });
    orchestrator.#adopt(stagesOfFile(file));
    return orchestrator;
  }

  get stages(): readonly PipelineStage[] {
    return [...this.#stages];
  }

  addDataStage(name: string, config: PipelineConfig, options?: StageOptions): this {
    return this.#add("data", name, config, options);
  }
  addFeatureStage(name: string, config: PipelineConfig, options?: StageOptions): this {
    return this.#add("feature", name, config, options);
  }
  addTrainingStage(name: string, config: PipelineConfig, options?: StageOptions): this {
    return this.#add("training", name, config, options);
  }
  addDeploymentStage(name: string, config: PipelineConfig, options?: StageOptions): this {
    return this.#add("deployment", name, config, options);
  }
  addMonitoringStage(name: string, config: PipelineConfig, options?: StageOptions): this {
    return this.#add("monitoring", name, config, options);
  }

  /** Checks names, dependencies, inputs and configurations, and asks every enabled stage's pipeline to look deeper. Runs nothing. */
  validate(): Promise<ValidationResult> {
    const { pipelineFile } = this.settings;
    return validateStages(this.#stages, (stage) => this.#prepare(stage, undefined), pipelineFile === undefined ? {} : { pipelineFile });
  }

  /**
   * Runs the stages. The result's `details` hold the run's id and folder and one entry per stage; `output` (not enumerable) the stages' outputs by name.
   * Failures of stages, an abort and an unwritable home are results; a circle, an unknown name or a refused configuration rejects before anything runs.
   * @throws PipelineError `STAGE_CYCLE`, `STAGE_UNKNOWN`, `STAGE_INPUT_MISSING`; ConfigError
   */
  async run(options: OrchestratorRunOptions = {}): Promise<StageResult<Readonly<Record<string, unknown>>>> {
    if (options.resume !== undefined) throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "resuming a run" });
    const given = new Set(Object.keys(options.inputs ?? {}) as StageKind[]);
    for (const problem of graphProblems(this.#stages, given)) throw problem;
    const prepared = this.#stages.map((stage) => this.#prepare(stage, options));
    const own = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    return executeRun(prepared, { ...this.settings, ...own }, this.logger);
  }

  #prepare(stage: PipelineStage, options: OrchestratorRunOptions | undefined): PreparedStage {
    const config = this.#interpolated || options === undefined ? stage.config : withParams(stage.config, options.params ?? {});
    const Kind = this.#kinds[stage.kind] as PipelineKind;
    return { stage: { ...stage, config }, pipeline: new Kind(config), Kind };
  }

  #adopt(stages: readonly PipelineStage[]): void {
    const problems = graphProblems(stages);
    if (problems.length > 0) {
      const detail = problems.map(({ message }) => message).join("; ");
      throw new ConfigError({
        code: "CONFIG_INVALID",
        detail,
        problems: problems.map(({ code, message, hint }) => ({ code, message, hint })),
      });
    }
    this.#interpolated = true;
    for (const { kind, name, config, ...options } of stages) this.#add(kind, name, config, options);
  }

  #add(kind: StageKind, name: string, config: PipelineConfig, options: StageOptions = {}): this {
    if (this.#kinds[kind] === undefined)
      throw new ConfigError({
        code: "PACKAGE_MISSING",
        feature: `a ${kind} stage`,
        package: PACKAGES[kind],
        section: STAGE_SECTIONS[kind],
      });
    if (this.#stages.some((stage) => stage.name === name)) throw new PipelineError({ code: "STAGE_DUPLICATE", stage: name });
    const { dependsOn = [], enabled = true, runIf = "all_success" } = options;
    this.#stages.push({ name, kind, config, dependsOn: [...dependsOn], enabled, runIf });
    return this;
  }
}
