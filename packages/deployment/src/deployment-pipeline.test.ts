import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunEvent } from "@mlops/core";
import { writeBundle } from "@mlops/core/bundle";
import type { TrainingOutput } from "@mlops/core/stage";
import { openTracking } from "@mlops/core/tracking";
import { type DeploymentOptions, PipelineConfig } from "@mlops/models";
import { describe, expect, test } from "vitest";
import { answer, endpointHome, NAME } from "./__fixtures__/endpoint.ts";
import { aliased, newHome, register, times } from "./__fixtures__/models.ts";
import { ConfigError, DeploymentPipeline } from "./index.ts";

const pipelineOf = (deploymentConfig: DeploymentOptions) => new DeploymentPipeline({ name: "twice", deploymentConfig });

/** What a training stage hands on for a version that is registered. */
async function trainedVersion(home: string, passed = true): Promise<TrainingOutput> {
  const modelUri = await register(home, "twice", times(2));
  const { registry, close } = await openTracking({ home });
  const modelVersion = await registry.versionOf(modelUri).finally(close);
  const gate = { passed, reason: passed ? "passed" : "not_better", metric: "rmse", value: 0 } as const;
  const bundle = join(home, "bundle");
  await writeBundle(bundle, times(2));
  return { kind: "training", bundle, modelUri, runId: "r", ...(modelVersion ? { modelVersion } : {}), metrics: {}, evaluations: [], gate };
}

test("without its section, or with one that asks for nothing, it is a configuration error", () => {
  expect(() => new DeploymentPipeline(PipelineConfig.parse({ name: "churn" }))).toThrow(ConfigError);
  expect(() => pipelineOf({ serve: false })).toThrow("asks for nothing");
  expect(pipelineOf({}).logger.name).toBe("twice");
});

test("deploys the version just trained: batch, endpoint, alias, with progress and what the next stages read", async () => {
  const home = endpointHome();
  const training = await trainedVersion(home);
  writeFileSync(join(home, "rows.csv"), "x\n4\n");
  const events: RunEvent[] = [];
  const result = await pipelineOf({ endpointName: NAME, batch: { input: "rows.csv", output: "scored.csv" } }).run({
    home,
    inputs: { training },
    pipelineFile: join(home, "pipeline.yaml"),
    run: { id: "1", stage: "deployment", attempt: 1, startedAt: "2026-01-02T03:04:05.000Z" },
    onEvent: (event) => void events.push(event),
  });
  expect(result).toMatchObject({
    status: "success",
    details: {
      batch: { rows: 1, cached: false, modelVersion: "1" },
      deployed: { endpoint: NAME, revision: 1, alias: "champion", golden: { http: { ok: true, rows: 2 } } },
    },
  });
  expect(result.message).toMatch(/^1 row scored by models:\/twice\/1: .*; endpoint double serves version 1 at http/);
  expect(result.output).toMatchObject({
    kind: "deployment",
    modelUri: "models:/twice/1",
    endpoint: NAME,
    batch: join(home, "scored.csv"),
    modelVersion: { name: "twice", version: "1", aliases: ["champion"] },
  });
  expect(await answer(result.output?.url as string)).toEqual({ version: "1", prediction: 2 });
  expect(await aliased(home, "twice")).toBe("1");
  expect(readFileSync(join(home, "scored.csv"), "utf8")).toBe("x,prediction,_model_version,_scored_at\n4,8,1,2026-01-02T03:04:05.000Z\n");
  expect(events.map((event) => (event.type === "stage_progress" ? event.done : event.type))).toEqual([0, 1, 2, 4, 5]);
});

test("a batch alone starts no server; a URI wins over what was trained", async () => {
  const home = newHome();
  const modelUri = await register(home, "five", times(5));
  writeFileSync(join(home, "rows.csv"), "x\n4\n");
  const batch = { input: join(home, "rows.csv"), output: join(home, "scored.ndjson"), keep: [] };
  const result = await pipelineOf({ serve: false, modelUri, batch }).run({ home, inputs: { training: await trainedVersion(home) } });
  expect(result.output).toEqual({ kind: "deployment", modelUri: "models:/five/1", batch: batch.output });
  expect(JSON.parse(readFileSync(batch.output, "utf8"))).toMatchObject({ prediction: 20, _model_version: "1" });
  expect(existsSync(join(home, "endpoints"))).toBe(false);
});

describe("fails with its code", () => {
  test.each([
    ["without a model", {}, "STAGE_INPUT_MISSING"],
    ["for a model that does not exist", { modelUri: "models:/nobody/1" }, "TRACKING_NOT_FOUND"],
    [
      "for a batch whose input is gone, before anything is served",
      { modelUri: "models:/twice/1", batch: { input: "gone.csv", output: "o.csv" } },
      "FILE_UNREADABLE",
    ],
    [
      "for a batch in a workspace",
      { target: "databricks", modelUri: "models:/a.b.c/1", batch: { input: "x.csv", output: "o.csv" } },
      "NOT_SUPPORTED",
    ],
  ] as const)("%s", async (_, config, code) => {
    const home = newHome();
    await trainedVersion(home);
    expect(await pipelineOf(config as DeploymentOptions).run({ home })).toMatchObject({ status: "failed", details: { code } });
    expect(existsSync(join(home, "endpoints"))).toBe(false);
  });

  test("for a model that the gate blocked", async () => {
    const home = newHome();
    const result = await pipelineOf({}).run({ home, inputs: { training: await trainedVersion(home, false) } });
    expect(result).toMatchObject({ status: "failed", details: { code: "GATE_BLOCKED", reason: "gate_blocked" } });
  });
});

describe("validate", () => {
  test("finds nothing wrong, also where the batch is what a stage before it writes", async () => {
    expect(await pipelineOf({ modelUri: "models:/churn@champion" }).validate()).toMatchObject({ isValid: true });
    const config = { serve: false, batch: { input: "made.csv", output: "out.csv" } };
    const made = new DeploymentPipeline({ name: "x", dataConfig: { source: "a.csv", output: "made.csv" }, deploymentConfig: config });
    expect(await made.validate({ pipelineFile: "/nowhere/pipeline.yaml" })).toMatchObject({ isValid: true });
  });

  test.each([
    [{ modelUri: "nowhere:/x" }, "MODEL_URI_INVALID"],
    [{ batch: { input: "gone.csv", output: "out.csv" } }, "FILE_UNREADABLE"],
    [{ batch: { input: "rows.csv", output: "out.xlsx" } }, "FORMAT_UNKNOWN"],
    [{ batch: { input: "rows.csv", output: "rows.csv" } }, "CONFIG_INVALID"],
    [{ batch: { input: "rows.csv", output: "out.csv", keep: ["y"] } }, "COLUMN_MISSING"],
    [{ target: "databricks", databricks: { host: "example.com", authType: "pat", configFile: "/nowhere" } }, "CONFIG_INVALID"],
    [{ target: "databricks", batch: { input: "rows.csv", output: "out.csv" } }, "NOT_SUPPORTED"],
  ] as const)("%j is told", async (config, code) => {
    const home = newHome();
    writeFileSync(join(home, "rows.csv"), "x\n1\n");
    const result = await pipelineOf(config as unknown as DeploymentOptions).validate({ pipelineFile: join(home, "pipeline.yaml") });
    expect(result).toMatchObject({ isValid: false, details: { code } });
  });
});
