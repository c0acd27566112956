import { readFileSync } from "node:fs";
import * as all from "@mlops/all";
import * as api from "@mlops/api";
import * as core from "@mlops/core";
import * as data from "@mlops/data";
import * as databricks from "@mlops/databricks";
import * as deployment from "@mlops/deployment";
import * as driftDetection from "@mlops/drift-detection";
import * as featureEngineering from "@mlops/feature-engineering";
import * as ml from "@mlops/ml";
import * as modelTraining from "@mlops/model-training";
import * as models from "@mlops/models";
import * as monitoring from "@mlops/monitoring";
import * as production from "@mlops/production";
import { describe, expect, test } from "vitest";

// A meta package gives every name of its parts, each once: a name that two parts give must be one and the same thing.
const META = {
  ml: ["drift-detection", "feature-engineering", "model-training"],
  production: ["api", "databricks", "deployment", "monitoring"],
  all: [
    "api",
    "core",
    "data",
    "databricks",
    "deployment",
    "drift-detection",
    "feature-engineering",
    "model-training",
    "models",
    "monitoring",
  ],
} as const;

/** Names that `all` adds or gives in a form of its own: core's orchestrator, wired with every kind of pipeline. */
const WIRED = ["PIPELINES", "PipelineOrchestrator"];

type Names = Readonly<Record<string, unknown>>;

const NAMES: Readonly<Record<string, Names>> = {
  all,
  api,
  core,
  data,
  databricks,
  deployment,
  "drift-detection": driftDetection,
  "feature-engineering": featureEngineering,
  ml,
  "model-training": modelTraining,
  models,
  monitoring,
  production,
};

const namesOf = (name: string): Names => NAMES[name] as Names;

describe.each(Object.entries(META))("@mlops/%s", (meta, parts) => {
  test("is the union of its parts, no name twice", () => {
    const names = namesOf(meta);
    const expected = new Map<string, unknown>();
    for (const part of parts) {
      for (const [name, value] of Object.entries(namesOf(part))) {
        if (meta === "all" && WIRED.includes(name)) continue;
        if (expected.has(name)) expect(value, `${name} of @mlops/${part} differs from that of another part`).toBe(expected.get(name));
        expected.set(name, value);
      }
    }
    const own = new Set(Object.keys(names).filter((name) => meta !== "all" || !WIRED.includes(name)));
    expect([...own].sort()).toEqual([...expected.keys()].sort());
    for (const [name, value] of expected) expect(names[name], name).toBe(value);
  });

  test("depends on exactly its parts", () => {
    const manifest = JSON.parse(readFileSync(new URL(`../../packages/${meta}/package.json`, import.meta.url), "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(manifest.dependencies).sort()).toEqual(parts.map((part) => `@mlops/${part}`));
  });
});

test("every documented name is there", () => {
  const documented = [
    ...["DataPipeline", "FeaturePipeline", "TrainingPipeline", "DeploymentPipeline", "MonitoringPipeline", "Pipeline"],
    ...["PipelineOrchestrator", "MLOpsConfigManager", "setupLogger", "LogLevel", "StatusEnum", "Result", "ValidationResult", "DriftResult"],
    ...["PipelineConfig", "DataConfig", "FeatureConfig", "FeatureEngineeringConfig", "ModelConfig", "TrainingConfig", "DeploymentConfig"],
    ...["ModelDeploymentConfig", "MonitoringConfig", "TrackingConfig", "DatabricksConfig", "PipelineFile", "ValidationRule"],
    ...["ValidationError", "ModelVersion", "JobRun", "MLOpsError", "ConfigError", "ValidationFailure", "DataError", "NotFittedError"],
    ...["TrackingError", "DeploymentError", "DatabricksError", "PipelineError", "TimeoutError", "DataValidator", "FeatureTransformer"],
    ...["ModelTrainer", "DriftDetector", "MetricCollector", "ModelDeployer", "DatabricksClient", "createModelServer", "aq"],
  ];
  expect(documented.filter((name) => !(name in all))).toEqual([]);
});

test("the orchestrator of all is a class above core's, given every kind", () => {
  expect(all.PipelineOrchestrator.prototype).toBeInstanceOf(core.PipelineOrchestrator);
  expect(Object.keys(all.PIPELINES).sort()).toEqual(["data", "deployment", "feature", "monitoring", "training"]);
});
