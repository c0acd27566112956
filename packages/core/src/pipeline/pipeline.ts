import { resolve } from "node:path";
import {
  ConfigError,
  type Json,
  MLOpsError,
  PipelineConfig,
  parseConfig,
  Result,
  type STAGE_SECTIONS,
  StatusEnum,
  TrackingConfig,
  type ValidationResult,
} from "@mlops/models";
import { type Logger, setupLogger } from "../logging/logger.ts";
import { registerSecrets, scrub } from "../logging/scrub.ts";
import { toJson } from "./json-safe.ts";
import type { Progress, RunIdentity, RunOptions, StageInputs } from "./run-options.ts";
import { failedResult, type StageResult, withOutput } from "./stage-result.ts";

type Section = (typeof STAGE_SECTIONS)[keyof typeof STAGE_SECTIONS];

/** The options of a run with every default filled in: what the work of a pipeline is given. */
export interface StageContext {
  readonly signal: AbortSignal;
  readonly inputs: StageInputs;
  /** Absolute. */
  readonly home: string;
  readonly seed: number;
  readonly params: Readonly<Record<string, Json>>;
  /** Absolute; `home` itself when the pipeline runs without an orchestrator. */
  readonly runFolder: string;
  readonly trackingConfig: TrackingConfig;
  readonly pipelineFile?: string;
  readonly run: RunIdentity;
  readonly progress: (progress: Progress) => void;
}

/** What the work of a pipeline gives back; the base class makes a result of it. */
export interface StageWork<Out> {
  readonly output?: Out;
  readonly message?: string;
  /** Default `success`; `warning` is finished with an alarm. */
  readonly status?: StatusEnum;
  /** Made JSON-safe. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The time as events carry it. */
const now = (): string => new Date().toISOString();

/**
 * Base of every pipeline. The constructor throws `ConfigError`; `validate()` looks deeper (files, columns); `run()` does the work.
 * `run()` turns an `MLOpsError` into a failed result with `details.code`, `hint` and `fields`; it rejects with the signal's reason when it is
 * aborted, and with the error itself when that is a programmer's (a `TypeError`, say).
 */
export abstract class Pipeline<Out = unknown> {
  readonly name: string;
  readonly config: PipelineConfig;
  readonly logger: Logger;

  /** `section` is the part of the configuration that this pipeline cannot do without. */
  constructor(config: PipelineConfig, section?: Section) {
    const parsed = parseConfig(PipelineConfig, config, "config");
    if (section !== undefined && parsed[section] === undefined)
      throw new ConfigError({ code: "CONFIG_INVALID", detail: `config.${section} is missing`, section });
    registerSecrets(parsed);
    this.config = parsed;
    this.name = parsed.name;
    this.logger = setupLogger(this.name);
  }

  abstract run(options?: RunOptions): Promise<StageResult<Out>>;

  /** `pipelineFile` is what relative paths of the configuration start from. */
  abstract validate(options?: Pick<RunOptions, "home" | "pipelineFile">): Promise<ValidationResult>;

  /** The frame of `run`: fills in the options, does `work`, and makes a result of what it gives or of the `MLOpsError` it throws. */
  protected async complete(
    options: RunOptions | undefined,
    work: (context: StageContext) => Promise<StageWork<Out>>,
  ): Promise<StageResult<Out>> {
    const context = this.#context(options ?? {});
    context.signal.throwIfAborted();
    try {
      const { output, message = "", status = StatusEnum.SUCCESS, details = {} } = await work(context);
      const result = Result.parse({ status, message: scrub(message), details: scrub(toJson(details)) });
      return withOutput(result, output);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!MLOpsError.isInstance(error)) throw error;
      this.logger.error(error.message, { code: error.code, hint: error.hint });
      return failedResult(error);
    }
  }

  #context(options: RunOptions): StageContext {
    const home = resolve(options.home ?? ".mlops");
    const run = options.run ?? { id: "", stage: this.name, attempt: 1, startedAt: now() };
    if (options.trackingConfig) registerSecrets(options.trackingConfig);
    return {
      signal: options.signal ?? new AbortController().signal,
      inputs: options.inputs ?? {},
      home,
      seed: options.seed ?? 0,
      params: options.params ?? {},
      runFolder: options.runFolder === undefined ? home : resolve(options.runFolder),
      trackingConfig: options.trackingConfig ?? TrackingConfig.parse({}),
      ...(options.pipelineFile === undefined ? {} : { pipelineFile: options.pipelineFile }),
      run,
      progress: (progress) =>
        options.onEvent?.({ type: "stage_progress", at: now(), run: run.id, stage: run.stage, attempt: run.attempt, ...progress }),
    };
  }
}
