import { Pipeline, type RunOptions, type StageContext, type StageResult, type StageWork } from "@mlops/core";
import type { FittedFeatures } from "@mlops/core/estimator";
import type { DatasetReference, SplitTables, TrainingOutput } from "@mlops/core/stage";
import { aq, columnMissing, columnOf, markSplit, splitOf, type Table } from "@mlops/core/table";
import { openTracking } from "@mlops/core/tracking";
import {
  ConfigError,
  type ModelConfig,
  type PipelineConfig,
  PipelineError,
  StatusEnum,
  type TrainingConfig,
  ValidationResult,
} from "@mlops/models";
import { createEstimator } from "./algorithms/create-estimator.ts";
import { blockedMessage, trainedMessage } from "./trainer/messages.ts";
import { train } from "./trainer/train.ts";
import type { LabelledRows } from "./trainer/train-options.ts";

type PipelineInput = (typeof PipelineConfig)["_zod"]["input"];

interface Work {
  readonly tables: SplitTables;
  readonly features: FittedFeatures | undefined;
  readonly datasets: readonly DatasetReference[];
  readonly profile: unknown;
}

/** The training stage: train → evaluate on validation and holdouts → gate → track → register. A blocked gate fails it with `gate_blocked`. */
export class TrainingPipeline extends Pipeline<TrainingOutput> {
  /** The module that runs this pipeline in a worker thread. */
  static get workerEntry(): string {
    return import.meta.resolve("@mlops/model-training/worker");
  }

  constructor(config: PipelineInput) {
    super(config as PipelineConfig, "modelConfig");
    const { target, algorithm, parameters } = this.#model();
    if (target === undefined)
      throw new ConfigError({ code: "CONFIG_INVALID", detail: "modelConfig.target is missing: name the column to predict" });
    createEstimator(algorithm, parameters);
  }

  #model(): ModelConfig {
    return this.config.modelConfig as ModelConfig;
  }

  /** The configuration was checked by the constructor; there is nothing deeper to look at before the data is there. */
  async validate(): Promise<ValidationResult> {
    return ValidationResult.parse({ status: StatusEnum.SUCCESS, message: "the training configuration is valid" });
  }

  run(options?: RunOptions): Promise<StageResult<TrainingOutput>> {
    return this.complete(options, (context) => this.#work(context));
  }

  async #work(context: StageContext): Promise<StageWork<TrainingOutput>> {
    const config = this.#model();
    const { tables, features, datasets, profile } = inputOf(context, this.name);
    const target = config.target as string;
    const training = labelled(tables.train, target);
    const validation = tables.validation ? labelled(tables.validation, target) : undefined;
    const tracking = await openTracking({ ...context.trackingConfig, home: context.home, signal: context.signal });
    try {
      const { details, output } = await train(config as TrainingConfig, tracking, training.x, training.y, {
        ...(validation ? { xVal: validation.x, yVal: validation.y } : {}),
        ...(features ? { features } : {}),
        holdouts: holdoutsOf(tables, target),
        home: context.home,
        folder: context.runFolder,
        name: this.name,
        seed: context.seed,
        datasets,
        ...(profile === undefined ? {} : { profile }),
        tags: { ...this.config.tags, ...(context.run.id === "" ? {} : { "mlops.run": context.run.id }) },
        signal: context.signal,
        onProgress: context.progress,
      });
      if (details.gate.passed) return { output, message: trainedMessage(details), details: { ...details } };
      return {
        status: StatusEnum.FAILED,
        message: blockedMessage(details),
        details: { ...details, code: "GATE_BLOCKED", reason: "gate_blocked" },
      };
    } finally {
      await tracking.close();
    }
  }
}

/** From the feature stage where there is one, else straight from the data stage. */
function inputOf(context: StageContext, stage: string): Work {
  const { feature, data } = context.inputs;
  if (feature) return { tables: feature.raw, features: feature.fitted, datasets: feature.datasets, profile: feature.profile };
  if (data) return { tables: data, features: undefined, datasets: data.datasets, profile: data.profile };
  throw new PipelineError({ code: "STAGE_INPUT_MISSING", stage, dependency: "a feature or data stage" });
}

function labelled(table: Table, target: string): LabelledRows {
  const y = columnOf(table, target);
  const split = splitOf(table);
  const x = table.select(aq.not(target)) as Table;
  if (split !== undefined) markSplit(x, split);
  return { x, y };
}

function holdoutsOf(tables: SplitTables, target: string): Record<string, LabelledRows> {
  const sets: Record<string, LabelledRows> = {};
  if (tables.test) sets["test"] = labelled(tables.test, target);
  for (const [name, holdout] of Object.entries(tables.holdouts)) {
    if (!holdout.table.columnNames().includes(target)) throw columnMissing(target, holdout.table.columnNames());
    sets[name] = { ...labelled(holdout.table, target), groupBy: holdout.groupBy };
  }
  return sets;
}
