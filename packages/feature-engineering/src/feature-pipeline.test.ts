import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunOptions } from "@mlops/core";
import type { DataOutput, FeatureOutput } from "@mlops/core/stage";
import { makeTable, markSplit, splitOf, type TableLike } from "@mlops/core/table";
import { runInWorker } from "@mlops/core/worker";
import { PipelineConfig, ValidationResult } from "@mlops/models";
import { ConfigError } from "@mlops/models/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FeaturePipeline } from "./feature-pipeline.ts";
import { restoreFeatures } from "./feature-transformer.ts";

const config = PipelineConfig.parse({
  name: "churn",
  featureConfig: { transformers: [{ type: "impute" }, { type: "standard_scale" }] },
  modelConfig: { target: "y" },
});
const part = (x: (number | null)[], split: "train" | "validation" | "test") =>
  markSplit(makeTable({ x, plan: x.map((_, row) => (row % 2 === 0 ? "a" : "b")), y: x.map(() => 1) }), split);
const data: DataOutput = {
  kind: "data",
  checks: ValidationResult.parse({ status: "success" }),
  datasets: [],
  train: part([1, null, 3, 5], "train"),
  validation: part([100, 200], "validation"),
  holdouts: { later: { table: part([7], "test") } },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "features-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = (more: Partial<RunOptions> = {}): RunOptions => ({
  inputs: { data },
  home: folder,
  runFolder: path.join(folder, "run"),
  run: { id: "r1", stage: "my features/1", attempt: 1, startedAt: "2024-01-01T00:00:00.000Z" },
  ...more,
});

describe("FeaturePipeline", () => {
  it("fits on the training split only, hands the raw tables on, and saves what it learned", async () => {
    const events: number[] = [];
    const result = await new FeaturePipeline(config).run(
      options({ onEvent: (event) => event.type === "stage_progress" && events.push(event.done) }),
    );
    expect(result).toMatchObject({
      status: "success",
      message: "2 columns, 2 features",
      details: { inputs: ["x", "plan"], outputs: ["x", "plan"] },
    });
    expect(result.output?.raw).toEqual({ train: data.train, validation: data.validation, holdouts: data.holdouts });
    const scaler = new FeaturePipeline(config).transformer.fit(data.train).toJSON();
    expect(result.output?.fitted.toJSON()).toEqual(scaler);
    expect(events).toEqual([1, 2, 3]);

    const file = result.details["file"] as string;
    expect(file).toBe(path.join(folder, "run", "features", "my%20features%2F1.json"));
    expect(readdirSync(path.dirname(file))).toHaveLength(1);
    const restored = restoreFeatures(JSON.parse(readFileSync(file, "utf8")));
    expect(restored.toMatrix(data.train)).toEqual(result.output?.fitted.toMatrix(data.train));
  });

  it("writes nothing without a run folder", async () => {
    const { runFolder: _, ...bare } = options();
    const result = await new FeaturePipeline(config).run(bare);
    expect(result.details).not.toHaveProperty("file");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("checks the other splits and holdouts against what the fit read", async () => {
    const result = await new FeaturePipeline(config).run(
      options({ inputs: { data: { ...data, holdouts: { later: { table: makeTable({ x: [1] }) } } } } }),
    );
    expect(result).toMatchObject({ status: "failed", details: { code: "COLUMN_MISSING", fields: { column: "plan" } } });
  });

  it("fails on the wrong split, without data, and where it cannot write", async () => {
    const wrong = await new FeaturePipeline(config).run(
      options({ inputs: { data: { ...data, train: data.validation as DataOutput["train"] } } }),
    );
    expect(wrong).toMatchObject({ status: "failed", details: { code: "NOT_TRAINING_SPLIT" } });
    const nothing = await new FeaturePipeline(config).run(options({ inputs: {} }));
    expect(nothing).toMatchObject({ status: "failed", details: { code: "STAGE_INPUT_MISSING" } });
    writeFileSync(path.join(folder, "run"), "a file where a folder should be");
    const full = await new FeaturePipeline(config).run(options());
    expect(full).toMatchObject({ status: "failed", details: { code: "STATE_UNWRITABLE" } });
  });

  it("stops between tables when it is aborted", async () => {
    const controller = new AbortController();
    const running = new FeaturePipeline(config).run(
      options({ signal: controller.signal, onEvent: () => controller.abort(new Error("stop")) }),
    );
    await expect(running).rejects.toThrow("stop");
  });

  it("throws on a configuration that cannot work, and validates one that can", async () => {
    expect(() => new FeaturePipeline(PipelineConfig.parse({ name: "x" }))).toThrow(ConfigError);
    expect(() => new FeaturePipeline(PipelineConfig.parse({ ...config, featureConfig: { features: ["y"] } }))).toThrow(/target "y"/);
    expect((await new FeaturePipeline(config).validate()).isValid).toBe(true);
  });

  it("gives the same in a worker thread", async () => {
    const pipeline = new FeaturePipeline(config);
    const here = await pipeline.run(options());
    const there = await runInWorker<FeatureOutput>(FeaturePipeline.workerEntry, {
      kind: "features",
      config: pipeline.config,
      options: options(),
    });
    expect(there).toMatchObject({ status: "success", message: here.message, details: here.details });
    expect(there.output?.fitted.toJSON()).toEqual(here.output?.fitted.toJSON());
    const { train } = there.output?.raw ?? {};
    expect(train?.objects()).toEqual(data.train.objects());
    expect(splitOf(train as TableLike)).toBe("train");
  });
});
