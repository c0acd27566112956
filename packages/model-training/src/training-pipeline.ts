import type { FittedFeatures } from "@mlops/core/estimator";
import { Pipeline, type RunOptions, type StageContext, type StageResult, type StageWork } from "@mlops/core/pipeline";
import type { DatasetReference, SplitTables, TrainingOutput } from "@mlops/core/stage";
import { aq, columnOf, markSplit, splitOf, type Table } from "@mlops/core/table";
import { ConfigError, DataError, type ModelConfig, type PipelineConfig, PipelineError, StatusEnum, ValidationResult } from "@mlops/models";
import { createEstimator } from "./algorithms/create-estimator.ts";
import { trialRounds } from "./search/trial-rounds.ts";
import { checkGraph } from "./trainer/check-call.ts";
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
    const { target, algorithm, parameters, search } = this.#model();
    if (target === undefined)
      throw new ConfigError({ code: "CONFIG_INVALID", detail: "modelConfig.target is missing: name the column to predict" });
    createEstimator(algorithm, parameters);
    checkGraph(algorithm);
    if (search) trialRounds(search, 0, true); // a grid may be too large
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
    const { details, output } = await train(config, context.trackingConfig, training.x, training.y, {
      ...(validation ? { xVal: validation.x, yVal: validation.y } : {}),
      ...(features ? { features } : {}),
      holdouts: holdoutsOf(tables, target),
      home: context.home,
      folder: context.runFolder,
      name: this.name,
      seed: context.seed || config.seed, // 0 is what a run has whose seed nobody set
      datasets,
      ...(profile === undefined ? {} : { profile }),
      tags: { ...this.config.tags, ...(context.run.id === "" ? {} : { "mlops.run": context.run.id }) },
      createdAt: new Date(context.run.startedAt),
      signal: context.signal,
      onProgress: context.progress,
    });
    if (details.gate.passed) return { output, message: trainedMessage(details), details: { ...details } };
    return {
      status: StatusEnum.FAILED,
      message: blockedMessage(details),
      details: { ...details, code: "GATE_BLOCKED", reason: "gate_blocked" },
    };
  }
}

/** From the feature stage where there is one, else straight from the data stage. */
function inputOf(context: StageContext, stage: string): Work {
  const { feature, data } = context.inputs;
  if (feature) return { tables: feature.raw, features: feature.fitted, datasets: feature.datasets, profile: feature.profile };
  if (data) return { tables: data, features: undefined, datasets: data.datasets, profile: data.profile };
  throw new PipelineError({ code: "STAGE_INPUT_MISSING", stage, dependency: "a feature or data stage" });
}

function labelled(table: Table, target: string, hint?: string): LabelledRows {
  const available = table.columnNames();
  if (hint !== undefined && !available.includes(target)) throw new DataError({ code: "COLUMN_MISSING", column: target, available, hint });
  const x: Table = table.select(aq.not(target));
  const split = splitOf(table);
  return { x: split === undefined ? x : markSplit(x, split), y: columnOf(table, target) };
}

/** What the finished bundle is evaluated on, beside the validation rows. */
function holdoutsOf({ test, holdouts }: SplitTables, target: string): Record<string, LabelledRows> {
  const sets: Record<string, LabelledRows> = test ? { test: labelled(test, target) } : {};
  for (const [name, { table, groupBy }] of Object.entries(holdouts)) {
    if (name === "test" && test) {
      const detail = "a holdout is named like the test split";
      throw new ConfigError({ code: "CONFIG_INVALID", detail, hint: "rename dataConfig.holdouts.test" });
    }
    const rows = labelled(table, target, `give the holdout "${name}" its labels (dataConfig.holdouts.${name}.labels) or leave it out`);
    sets[name] = groupBy === undefined ? rows : { ...rows, groupBy };
  }
  return sets;
}
