import { join } from "node:path";
import { writeFileWhole } from "@mlops/core/files";
import { Pipeline, type RunOptions, type StageContext, type StageResult } from "@mlops/core/pipeline";
import type { DataOutput, FeatureDetails, FeatureOutput, SplitTables } from "@mlops/core/stage";
import { type PipelineConfig, PipelineError, ValidationResult } from "@mlops/models";
import { FeatureTransformer, type FittedFeatureTransformer } from "./feature-transformer.ts";

/**
 * The feature stage: fits the `FeatureTransformer` of `featureConfig` on the training split only, checks that every other table of the data stage
 * has the columns it reads, and saves it as `features/<stage>.json` into the run folder where one is given. Its output carries the raw tables and the fitted
 * transformer; the target is `modelConfig.target` unless `featureConfig` names one.
 */
export class FeaturePipeline extends Pipeline<FeatureOutput> {
  readonly transformer: FeatureTransformer;

  /** @throws ConfigError */
  constructor(config: PipelineConfig) {
    super(config, "featureConfig");
    const { featureConfig, modelConfig } = this.config;
    const target = featureConfig?.target ?? modelConfig?.target;
    this.transformer = new FeatureTransformer({ ...featureConfig, ...(target === undefined ? {} : { target }) });
  }

  static get workerEntry(): string {
    return import.meta.resolve("@mlops/feature-engineering/worker");
  }

  /** Columns are known only when data comes, so what is left to say is that the steps are well-formed, which the constructor has checked. */
  override async validate(): Promise<ValidationResult> {
    return ValidationResult.parse({ status: "success", message: `${this.transformer.config.transformers.length} steps` });
  }

  override async run(options?: RunOptions): Promise<StageResult<FeatureOutput>> {
    return this.complete(options, async (context) => {
      const { data } = context.inputs;
      if (data === undefined)
        throw new PipelineError({ code: "STAGE_INPUT_MISSING", stage: context.run.stage, dependency: "a data stage" });
      const fitted = this.#fit(data, context);
      const file = options?.runFolder === undefined ? undefined : save(fitted, context);
      const details: FeatureDetails = {
        inputs: fitted.inputColumns.map(({ name }) => name),
        outputs: fitted.outputNames,
        ...(file === undefined ? {} : { file }),
      };
      return {
        output: outputOf(data, fitted),
        message: `${details.inputs.length} columns, ${details.outputs.length} features`,
        details: { ...details },
      };
    });
  }

  #fit(data: DataOutput, { signal, progress }: StageContext): FittedFeatureTransformer {
    const others = [data.validation, data.test, ...Object.values(data.holdouts).map(({ table }) => table)].filter(
      (table) => table !== undefined,
    );
    const total = others.length + 1;
    const fitted = this.transformer.fit(data.train);
    progress({ done: 1, total, message: "fitted" });
    others.forEach((table, index) => {
      signal.throwIfAborted();
      fitted.plan.check(table);
      progress({ done: index + 2, total });
    });
    return fitted;
  }
}

function save(fitted: FittedFeatureTransformer, { runFolder, run }: StageContext): string {
  const file = join(runFolder, "features", `${encodeURIComponent(run.stage)}.json`);
  writeFileWhole(file, `${JSON.stringify(fitted)}\n`);
  return file;
}

function outputOf(data: DataOutput, fitted: FittedFeatureTransformer): FeatureOutput {
  const { train, validation, test, holdouts, datasets, profile } = data;
  const raw: SplitTables = {
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
    holdouts,
  };
  return { kind: "feature", raw, datasets, ...(profile === undefined ? {} : { profile }), fitted };
}
