import * as z from "zod";
import { AlgorithmName, algorithmParameters } from "../algorithms/algorithm.ts";
import { searchSpaceIssues } from "../algorithms/search-space.ts";
import { strictObject } from "../lazy-object.ts";
import { CrossValidationConfig } from "./cross-validation.ts";
import { ThresholdConfig } from "./decision.ts";
import { EvaluationConfig, ModelCardConfig } from "./evaluation.ts";
import { SearchConfig } from "./search.ts";

export const GateConfig = strictObject(() => ({
  enabled: z.boolean().default(true).describe("false lets every model pass"),
  metric: z.string().optional().describe("metric to judge by; the primary metric when absent"),
  threshold: z.number().optional().describe("the metric must reach this value (or stay below it, where lower is better)"),
  minImprovement: z
    .number()
    .min(0)
    .optional()
    .describe("by how much the champion must be beaten; differences inside the noise do not pass"),
  champion: z.string().default("champion").describe("alias of the version to compare with"),
  confidence: z.number().gt(0).lt(1).default(0.95).describe("level of the interval of the difference"),
}));
export type GateConfig = z.output<typeof GateConfig>;

/** The training stage: algorithm, metrics, gate and registration. */
export const ModelConfig = strictObject(() => ({
  algorithm: AlgorithmName.default("gradient_boosting").describe("what is trained"),
  target: z.string().optional().describe("column to predict"),
  task: z
    .enum(["auto", "classification", "regression"])
    .default("auto")
    .describe("auto: texts, booleans and few whole numbers are classes"),
  positiveClass: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe("class that scores speak of, of two; the last when absent"),
  parameters: z
    .record(z.string(), z.json())
    .default(() => ({}))
    .describe("hyperparameters of the algorithm"),
  earlyStopping: z
    .enum(["internal", "validation"])
    .default("internal")
    .describe(
      "rows whose loss `earlyStoppingRounds` watches: a share of the training rows, or the validation rows, which then no longer judge the gate",
    ),
  threads: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe("threads that share a fit of boosted trees or a forest; the model is the same for any number"),
  crossValidation: CrossValidationConfig.optional().describe("predict every training row by a model that did not see it"),
  search: SearchConfig.optional().describe("search of hyperparameters"),
  classWeight: z
    .union([z.literal("balanced"), z.record(z.string(), z.number().gt(0))])
    .optional()
    .describe("weight of each class's rows in the fit: by name, or balanced, so that classes weigh alike"),
  weightColumn: z.string().optional().describe("column of the rows' weights in fits and metrics; never a feature"),
  calibration: z
    .enum(["none", "platt", "isotonic"])
    .default("none")
    .describe("map probabilities to observed shares, learned from out-of-fold predictions"),
  threshold: ThresholdConfig.optional().describe("from which probability on a row is called positive; the likeliest class when absent"),
  evaluation: EvaluationConfig.prefault({}).describe("what is found out about the model beside its metrics"),
  modelCard: ModelCardConfig.prefault({}).describe("what only people can say on the model card"),
  primaryMetric: z.string().optional().describe("auc, log_loss or rmse by task when absent"),
  gate: GateConfig.prefault({}).describe("what a model must show to be registered"),
  registerModel: z.boolean().default(true).describe("register a model that passed the gate"),
  registeredModelName: z.string().optional().describe("name in the registry; the pipeline's name when absent"),
  alias: z.string().default("challenger").describe("alias that the new version gets"),
  description: z.string().default("").describe("free text on the model version"),
  tags: z
    .record(z.string(), z.string())
    .default(() => ({}))
    .describe("labels of run and version"),
  baselines: z
    .array(
      z.strictObject({
        name: z.string().describe("whose figure it is"),
        metric: z.string().describe("metric, on the validation rows"),
        value: z.number().describe("the figure"),
        note: z.string().default("").describe("how it was measured"),
      }),
    )
    .default(() => [])
    .describe("figures of other models on the same rows, shown beside ours in the report"),
  goldenRows: z.number().int().min(1).max(1000).default(32).describe("rows with expected output that travel with the model"),
  seed: z.number().int().min(0).default(0).describe("seed of everything random; the pipeline's seed wins"),
})).superRefine((config, context) => {
  const parsed = algorithmParameters(config.algorithm, config.parameters);
  if (!parsed.success)
    for (const issue of parsed.issues) context.addIssue({ ...issue, code: "custom", path: ["parameters", ...issue.path] });
  if (parsed.success && config.search)
    for (const issue of searchSpaceIssues(config.algorithm, config.parameters, config.search.space))
      context.addIssue({ ...issue, code: "custom", path: ["search", "space", ...issue.path] });
});
export type ModelConfig = z.output<typeof ModelConfig>;

export const TrainingConfig = ModelConfig;
export type TrainingConfig = ModelConfig;
