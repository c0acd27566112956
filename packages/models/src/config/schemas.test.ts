import { expect, test } from "vitest";
import type { z } from "zod";
import * as models from "../index.ts";

const pipeline = {
  name: "p",
  description: "",
  owner: "",
  tags: {},
  timeoutMinutes: 60,
  retryAttempts: 0,
  environment: "development",
};
const tracking = { trackingUri: "embedded", experimentName: "Default", tags: {}, timeoutSeconds: 30, retries: 4 };
const gate = { enabled: true, champion: "champion", confidence: 0.95 };

/** Every schema: the least it takes, and what that becomes. */
const CASES: readonly (readonly [name: string, schema: z.ZodType, least: object, full: object])[] = [
  ["PipelineConfig", models.PipelineConfig, { name: "p" }, pipeline],
  [
    "PipelineFile",
    models.PipelineFile,
    { name: "p" },
    { ...pipeline, trackingConfig: tracking, var: {}, environments: {}, seed: 0, failFast: false },
  ],
  [
    "DataConfig",
    models.DataConfig,
    { source: "a.csv" },
    {
      source: "a.csv",
      exclude: [],
      rules: [],
      quarantine: false,
      split: { validation: 0.2, test: 0, method: "random" },
      holdouts: {},
      references: {},
      profile: true,
    },
  ],
  [
    "DataSource",
    models.DataSource,
    { path: "a.csv" },
    {
      path: "a.csv",
      format: "auto",
      quote: '"',
      decimal: ".",
      header: true,
      nullValues: [""],
      types: {},
      largeIntegers: "bigint",
      decimals: "number",
      timestamps: "instant",
      partitions: false,
    },
  ],
  ["HoldoutConfig", models.HoldoutConfig, { source: "a.csv" }, { source: "a.csv" }],
  ["CrossValidationConfig", models.CrossValidationConfig, {}, { folds: 5, method: "auto" }],
  [
    "SearchConfig",
    models.SearchConfig,
    { space: { alpha: { range: [0, 1] } } },
    { method: "random", trials: 20, parallel: 1, holdout: 0.2, space: { alpha: { range: [0, 1], log: false, int: false, steps: 3 } } },
  ],
  [
    "ThresholdConfig",
    models.ThresholdConfig,
    { method: "cost" },
    { method: "cost", falsePositive: 1, falseNegative: 1, truePositive: 0, trueNegative: 0, beta: 1 },
  ],
  ["FeatureConfig", models.FeatureConfig, {}, { exclude: [], transformers: [] }],
  [
    "ModelConfig",
    models.ModelConfig,
    {},
    {
      algorithm: "gradient_boosting",
      task: "auto",
      earlyStopping: "internal",
      threads: 1,
      parameters: {},
      calibration: "none",
      evaluation: {
        weighted: true,

        permutationRepeats: 5,
        partialDependence: 5,
        sampleRows: 2000,
        slices: [],
        learningCurve: [],
      },
      modelCard: { intendedUse: "", outOfScope: "", limits: "", ethics: "", contact: "" },
      gate,
      registerModel: true,
      alias: "challenger",
      description: "",
      tags: {},
      baselines: [],
      goldenRows: 32,
      seed: 0,
    },
  ],
  [
    "DeploymentConfig",
    models.DeploymentConfig,
    {},
    {
      endpointName: "model",
      serve: true,
      target: "local",
      host: "127.0.0.1",
      port: 0,
      lifetime: "run",
      trafficPercentage: 100,
      alias: "champion",
      workloadSize: "Small",
      scaleToZero: true,
    },
  ],
  [
    "MonitoringConfig",
    models.MonitoringConfig,
    {},
    {
      criticalFeatures: [],
      alpha: 0.05,
      correction: "benjamini_hochberg",
      task: "auto",
      thresholds: {},
      numericEffectFloor: 0.1,
      categoricalEffectFloor: 0.1,
      driftShare: 0.5,
      minRows: 30,
      columns: {},
      referenceBand: { enabled: true, margin: 0.05 },
      failOnDrift: false,
      window: { by: "time", size: "day" },
      seed: 0,
    },
  ],
  ["TrackingConfig", models.TrackingConfig, {}, tracking],
  ["DatabricksConfig", models.DatabricksConfig, {}, { registry: "unity_catalog", requestTimeoutSeconds: 60, retryTimeoutSeconds: 300 }],
  ["StageConfig", models.StageConfig, { name: "s", kind: "data" }, { name: "s", kind: "data", runIf: "all_success", enabled: true }],
];

test.each(CASES)("%s fills in the documented defaults", (_, schema, least, full) => {
  expect(schema.parse(least)).toEqual(full);
});

test.each(CASES)("%s gives the same when its output is parsed again, also through JSON", (_, schema, least) => {
  const once = schema.parse(least);
  expect(schema.parse(once)).toEqual(once);
  expect(schema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
});

test.each(CASES)("%s refuses a key it does not know", (_, schema, least) => {
  expect(schema.safeParse({ ...least, unheardOf: 1 }).success).toBe(false);
});

test.each(CASES)("%s never hands out the same default object twice", (_, schema, least) => {
  const [one, two] = [schema.parse(least), schema.parse(least)] as Record<string, unknown>[];
  for (const [key, value] of Object.entries(one ?? {}))
    if (typeof value === "object" && value !== null && !(key in least)) expect(two?.[key]).not.toBe(value);
});

test.each([
  [models.PipelineConfig, { name: "" }],
  [models.PipelineConfig, { name: "p", timeoutMinutes: 0 }],
  [models.PipelineConfig, { name: "p", retryAttempts: -1 }],
  [models.PipelineConfig, { name: "p", retryAttempts: 1.5 }],
  [models.PipelineConfig, { name: "p", tags: { a: 1 } }],
  [models.PipelineFile, { name: "p", stages: [] }],
  [models.PipelineFile, { name: "p", runTimeoutMinutes: 0 }],
  [models.PipelineFile, { name: "p", stages: [{ name: "s", kind: "cooking" }] }],
  [models.PipelineFile, { name: "p", stages: [{ name: "s", kind: "data", config: { algorithm: "ridge" } }] }],
  [models.DataConfig, {}],
  [models.SplitConfig, { validation: 1 }],
  [models.ModelConfig, { algorithm: "magic" }],
  [models.ModelConfig, { gate: { confidence: 1 } }],
  [models.TrackingConfig, { trackingUri: "mlruns" }],
  [models.TrackingConfig, { registryUri: "file:x" }],
  [models.DeploymentConfig, { endpointName: "a b" }],
  [models.DeploymentConfig, { trafficPercentage: 101 }],
  [models.MonitoringConfig, { alpha: 0 }],
])("refused: %#", (schema, value) => {
  expect((schema as z.ZodType).safeParse(value).success).toBe(false);
});

test("the aliases are the same schemas", () => {
  expect(models.FeatureEngineeringConfig).toBe(models.FeatureConfig);
  expect(models.TrainingConfig).toBe(models.ModelConfig);
  expect(models.ModelDeploymentConfig).toBe(models.DeploymentConfig);
});

test("parameters are judged by their algorithm, in either spelling, and named as written", () => {
  const issues = (algorithm: string, parameters: object) =>
    models.ModelConfig.safeParse({ algorithm, parameters }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  expect(issues("gradient_boosting", { learning_rate: 0.1, numLeaves: 8 })).toBeUndefined();
  expect(issues("gradient_boosting", { learning_rate: -1 })).toEqual([expect.stringMatching(/^parameters\.learning_rate: /)]);
  expect(issues("ridge", { alpa: 1 })).toEqual(["parameters.alpa: unknown parameter; ridge has alpha, fitIntercept"]);
  expect(issues("multivariate_linear", { alpa: 1 })).toEqual([
    expect.stringMatching(/^parameters\.alpa: unknown parameter; multivariate_linear has /),
  ]);
  expect(issues("ridge", { fit_intercept: true, fitIntercept: true })).toEqual([expect.stringContaining("given twice")]);
  expect(models.algorithmParameters("ridge", { fit_intercept: false })).toEqual({
    success: true,
    parameters: { alpha: 1, fitIntercept: false },
  });
});
