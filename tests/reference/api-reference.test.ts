// The documented API from its first class to its last, in the order of the reference, as a user of the one install writes it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  aq,
  ConfigError,
  createModelServer,
  DatabricksClient,
  DataError,
  DataPipeline,
  DataValidator,
  DeploymentPipeline,
  DriftDetector,
  DriftResult,
  FeaturePipeline,
  FeatureTransformer,
  LogLevel,
  MetricCollector,
  MLOpsConfigManager,
  MLOpsError,
  ModelDeployer,
  ModelTrainer,
  MonitoringPipeline,
  NotFittedError,
  Pipeline,
  PipelineConfig,
  PipelineOrchestrator,
  Result,
  StatusEnum,
  setupLogger,
  TrainingPipeline,
  ValidationResult,
  writeTable,
} from "@mlops/all";
import { JOB, startFakeWorkspace, TOKEN } from "@mlops-private/fake-workspace";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "mlops-reference-"));
const home = join(folder, "home");
const at = (name: string): string => join(folder, name);
const people = aq.from(
  Array.from({ length: 600 }, (_, i) => {
    const age = 18 + ((i * 37) % 60);
    return { age, plan: ["basic", "plus", "pro"][(i * 7) % 3], spent: (i * 13) % 97, churn: age < 40 !== (i % 11 === 0) ? 1 : 0 };
  }),
);

const config = PipelineConfig.parse({
  name: "churn",
  dataConfig: { source: at("people.csv"), rules: [{ type: "range", column: "age", min: 0, max: 120 }] },
  featureConfig: { transformers: [{ type: "one_hot" }] },
  modelConfig: { target: "churn", parameters: { iterations: 20 } },
  deploymentConfig: { batch: { input: at("people.csv"), output: at("scored.csv") } },
  monitoringConfig: { reference: at("people.csv"), current: at("people.csv"), target: "churn" },
});

beforeAll(() => writeTable(people, at("people.csv")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("Core components", () => {
  test("Pipeline is what every pipeline extends: name, logger, run and validate", async () => {
    class Count extends Pipeline<number> {
      override run() {
        return this.complete(undefined, async () => ({ result: Result.parse({ status: "success" }), output: 3 }));
      }
      override async validate(): Promise<ValidationResult> {
        return ValidationResult.parse({ status: "success" });
      }
    }
    const pipeline = new Count(config);
    expect([pipeline.name, pipeline.logger.name, pipeline.config]).toEqual(["churn", "churn", config]);
    const result = await pipeline.run();
    expect(result).toMatchObject({ status: "success" });
    expect(result.output).toBe(3);
    expect(JSON.stringify(result)).not.toContain("output");
    expect((await pipeline.validate()).isValid).toBe(true);
  });

  test.each([
    ["DataPipeline", DataPipeline, "dataConfig"],
    ["FeaturePipeline", FeaturePipeline, "featureConfig"],
    ["TrainingPipeline", TrainingPipeline, "modelConfig"],
    ["DeploymentPipeline", DeploymentPipeline, "deploymentConfig"],
    ["MonitoringPipeline", MonitoringPipeline, "monitoringConfig"],
  ] as const)("%s takes a PipelineConfig and refuses one without its section", (_, Kind, section) => {
    const pipeline = new Kind(config);
    expect([pipeline.name, pipeline.logger.name]).toEqual(["churn", "churn"]);
    expect(pipeline.config).toEqual(config);
    expect(() => new Kind(PipelineConfig.parse({ name: "churn" }))).toThrow(ConfigError);
    expect(() => new Kind(PipelineConfig.parse({ name: "churn" }))).toThrow(section);
  });

  test("DataPipeline runs and validates", async () => {
    const pipeline = new DataPipeline(config);
    expect((await pipeline.validate()).isValid).toBe(true);
    const result = await pipeline.run({ home });
    expect(result.status).toBe(StatusEnum.SUCCESS);
    expect(result.output?.train.numRows()).toBe(480);
  });

  test("PipelineOrchestrator runs stages in the order of their dependencies", async () => {
    const orchestrator = new PipelineOrchestrator();
    expect(orchestrator.logger.name).toBe("orchestrator");
    orchestrator.addMonitoringStage("watch", config, { dependsOn: ["train"], enabled: false });
    orchestrator.addTrainingStage("train", config, { dependsOn: ["features"] });
    orchestrator.addFeatureStage("features", config, { dependsOn: ["rows"] });
    orchestrator.addDataStage("rows", config);
    orchestrator.addDeploymentStage("deploy", config, { dependsOn: ["train"], runIf: "all_success", enabled: false });
    expect(orchestrator.stages.map(({ name }) => name)).toEqual(["watch", "train", "features", "rows", "deploy"]);
    expect((await orchestrator.validate()).isValid).toBe(true);
    const result = await orchestrator.run({ home, seed: 1 });
    expect(result).toMatchObject({ status: "success", details: { counts: { success: 3, skipped: 2 } } });
  });
});

describe("Models", () => {
  test("Result has defaults, in UTC", () => {
    const result = Result.parse({ status: "success" });
    expect(result).toMatchObject({ status: "success", message: "", details: {} });
    expect(result.timestamp).toMatch(/Z$/);
    expectTypeOf(result.status).toEqualTypeOf<StatusEnum>();
  });

  test("ValidationResult derives isValid, also after JSON", () => {
    const failed = ValidationResult.parse({ status: "failed", failedRules: ["range:age"] });
    expect(failed).toMatchObject({ isValid: false, validationErrors: [], failedRules: ["range:age"] });
    expect(ValidationResult.parse(JSON.parse(JSON.stringify(failed)))).toEqual(failed);
  });

  test("DriftResult", () => {
    expect(DriftResult.parse({ status: "success" })).toMatchObject({
      hasDrift: false,
      driftScore: 0,
      driftedFeatures: [],
      featureDriftScores: {},
    });
  });

  test("PipelineConfig has the documented defaults and refuses unknown keys", () => {
    expect(PipelineConfig.parse({ name: "churn" })).toEqual({
      ...{ name: "churn", description: "", owner: "", tags: {}, timeoutMinutes: 60, retryAttempts: 0, environment: "development" },
    });
    expect(PipelineConfig.safeParse({ name: "churn", retries: 3 }).success).toBe(false);
  });
});

describe("Pipelines", () => {
  test("FeatureTransformer: fit, transform, fitTransform", () => {
    const transformer = new FeatureTransformer({ target: "churn", transformers: [{ type: "one_hot" }] });
    expect([transformer.logger.name, transformer.transformers]).toEqual(["feature_transformer", {}]);
    expect(() => transformer.transform(people)).toThrow(NotFittedError);
    const fitted = transformer.fit(people);
    expect(fitted).toBeInstanceOf(FeatureTransformer);
    expect(Object.keys(transformer.transformers)).toEqual(["one_hot"]);
    expect(transformer.transform(people).columnNames()).toEqual(["age", "plan=basic", "plan=plus", "plan=pro", "spent"]);
    expect(new FeatureTransformer({ target: "churn" }).fitTransform(people).numRows()).toBe(600);
  });

  test("ModelTrainer: train, evaluate, register", async () => {
    const trainer = new ModelTrainer({ target: "churn", registeredModelName: "reference", parameters: { iterations: 20 } });
    expect([trainer.logger.name, trainer.config.registerModel, trainer.trackingConfig.trackingUri]).toEqual([
      "model_trainer",
      true,
      "embedded",
    ]);
    const xTrain = people.select("age", "plan", "spent");
    const features = new FeatureTransformer({ transformers: [{ type: "one_hot" }] }).fit(xTrain);
    const result = await trainer.trainAndEvaluate(xTrain, people.array("churn") as number[], { features, registerModel: true, home });
    expect(result).toMatchObject({ status: "success", details: { modelUri: "models:/reference/1", parity: { ok: true } } });
  });

  test("ModelDeployer: to an endpoint, to batch", async () => {
    const batch = { input: at("people.csv"), output: at("scored.csv"), keep: ["age"] };
    const deployer = new ModelDeployer({ endpointName: "reference", batch });
    expect([deployer.logger.name, deployer.config.target]).toEqual(["model_deployer", "local"]);
    const served = await deployer.deployToEndpoint("models:/reference@challenger", { home });
    expect(served).toMatchObject({ status: "success", details: { modelUri: "models:/reference/1", golden: { http: { ok: true } } } });
    expect((await fetch(`${served.details["url"]}/v2/models/reference/ready`)).status).toBe(200);
    const scored = await deployer.deployToBatch("models:/reference/1", { home });
    expect(scored).toMatchObject({ status: "success", details: { rows: 600, cached: false } });
    expect((await deployer.deployToBatch("models:/reference/1", { home })).details["cached"]).toBe(true);
    await deployer.close();
  });

  test("DeploymentPipeline runs and validates", async () => {
    const pipeline = new DeploymentPipeline({
      ...config,
      deploymentConfig: { ...config.deploymentConfig, serve: false } as typeof config.deploymentConfig,
    });
    expect((await pipeline.validate()).isValid).toBe(true);
    expect(await pipeline.run({ home })).toMatchObject({ status: "failed", details: { code: "STAGE_INPUT_MISSING" } });
  });
});

describe("Monitoring", () => {
  test("DriftDetector: at once, beside other work, and of concepts", async () => {
    const detector = new DriftDetector({ criticalFeatures: ["age"] });
    expect(detector.logger.name).toBe("drift_detector");
    const older = people.derive({ age: (row: { age: number }) => row.age + 30 });
    const options = { categoricalFeatures: ["plan"], numericalFeatures: ["age"] };
    const result = detector.detectDrift(people, older, options);
    expect(result).toMatchObject({ status: "warning", hasDrift: true, driftedFeatures: ["age"] });
    const { timestamp: _, ...same } = await detector.detectDriftAsync(people, older, { ...options, workers: 2 });
    expect(same).toEqual({ ...result, timestamp: undefined, ...same });
    expect(same.featureDriftScores).toEqual(result.featureDriftScores);
    const truth = Array.from({ length: 400 }, (_, i) => i % 2);
    const wrongLater = truth.map((value, i) => (i < 200 ? (i % 20 === 0 ? 1 - value : value) : 1 - value));
    expect(detector.detectConceptDrift(truth, wrongLater)).toMatchObject({ hasDrift: true });
  });

  test("MetricCollector", () => {
    const collector = new MetricCollector({ metrics: ["accuracy"] });
    expect(collector.logger.name).toBe("metric_collector");
    const result = collector.collectMetrics([1, 0, 1], [1, 0, 0], ["2024-02-29", "2024-03-01", "2024-03-01"]);
    expect(result).toMatchObject({ status: "success", details: { overall: { n: 3, metrics: { accuracy: { value: 2 / 3 } } } } });
  });
});

describe("Utilities", () => {
  test("DataValidator", () => {
    const validator = new DataValidator([{ type: "range", column: "age", min: 18, max: 60 }]);
    expect([validator.logger.name, validator.rules.length]).toEqual(["data_validator", 1]);
    expect(validator.validate(people)).toMatchObject({ status: "failed", isValid: false, failedRules: ["range:age"] });
    expect(() => validator.validate(aq.table({ years: [1] }))).toThrow(DataError);
  });

  test("MLOpsConfigManager: from YAML, from a dictionary", async () => {
    writeFileSync(at("pipeline.yaml"), "name: churn\ntimeout_minutes: 5\nmodel_config: { target: churn }\nseed: 3\n");
    const manager = MLOpsConfigManager.createPipelineConfigManager();
    const loaded = await manager.loadFromYaml(at("pipeline.yaml"));
    expect(loaded).toMatchObject({ name: "churn", timeoutMinutes: 5, modelConfig: { target: "churn" } });
    expect(manager.loadFromYamlSync(at("pipeline.yaml"))).toEqual(loaded);
    expect(await manager.loadPipelineFile(at("pipeline.yaml"))).toMatchObject({ seed: 3 });
    expect(manager.loadFromDict({ name: "churn", retry_attempts: 2 }).retryAttempts).toBe(2);
    expect(() => manager.loadFromDict({ name: "churn", retry_attemps: 2 })).toThrow(ConfigError);
  });

  test("setupLogger", () => {
    expect(setupLogger("reference").level).toBe(LogLevel.INFO);
    expect(setupLogger("reference", LogLevel.DEBUG).level).toBe(LogLevel.DEBUG);
  });

  test("DatabricksClient, against a stand-in for a workspace", async () => {
    const workspace = await startFakeWorkspace();
    const client = new DatabricksClient({ host: workspace.url, token: TOKEN });
    try {
      expect(client.logger.name).toBe("databricks_client");
      expect(await client.getModelVersion("main.sales.churn", "3")).toMatchObject({ version: "3", status: "READY" });
      expect(await client.createJobRun(JOB, {})).toMatchObject({ jobId: String(JOB), runId: expect.any(String) });
    } finally {
      await client.close();
      await workspace.close();
    }
  });
});

describe("Serving and model URIs", () => {
  test.each(["models:/reference/1", "models:/reference@challenger"])("createModelServer serves %s", async (uri) => {
    const server = createModelServer({ models: { reference: uri }, home });
    const answer = await server.inject({
      method: "POST",
      url: "/invocations",
      payload: { inputs: { age: [20], plan: ["pro"], spent: [3] } },
    });
    expect([answer.statusCode, answer.json()]).toEqual([200, { predictions: [expect.objectContaining({ label: 1 })] }]);
    await server.close();
  });

  test("what is wrong carries a code, its fields and what to try", async () => {
    const failure = await createModelServer({ models: { reference: "models:/nobody/1" }, home })
      .ready()
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(MLOpsError.isInstance(failure)).toBe(true);
    expect(failure).toMatchObject({ code: "TRACKING_NOT_FOUND", hint: expect.stringContaining("mlops models") });
  });
});
