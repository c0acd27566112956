import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodeOf, PipelineOrchestrator, type RunEvent, type RunOptions, redirectLogs } from "@mlops/core";
import type { FittedFeatures } from "@mlops/core/estimator";
import type { DataOutput, FeatureOutput, TrainingDetails } from "@mlops/core/stage";
import type { Table } from "@mlops/core/table";
import { runInWorker } from "@mlops/core/worker";
import { ConfigError, TrackingConfig, ValidationResult } from "@mlops/models";
import { describe, expect, it, onTestFinished } from "vitest";
import { laterRows, trainRows, validationRows } from "./__fixtures__/customers.ts";
import { bundlesIn, newHome, tracked } from "./__fixtures__/home.ts";
import { identityFeatures } from "./export/identity-features.ts";
import { TrainingPipeline } from "./training-pipeline.ts";

const columns = ["tenure", "visits", "member", "churned"] as const;
const only = (table: Table, ...more: string[]) => table.select(...columns, ...more) as Table;

const modelConfig = { target: "churned", parameters: { iterations: 10, rowSample: 0.5 }, gate: { threshold: 0.7 } };
const config = { name: "churn", tags: { domain: "crm" }, modelConfig };

const dataset = { name: "data", path: "a.csv", sha256: "ab".repeat(32), rows: 400, columns: [{ name: "tenure", type: "integer" }] };
const data: DataOutput = {
  kind: "data",
  train: only(trainRows),
  validation: only(validationRows),
  holdouts: {},
  checks: ValidationResult.parse({ status: "success" }),
  datasets: [dataset, { ...dataset, name: "later" }],
};

/** Features of three of the columns, as a feature stage hands them on beside the raw tables. */
const fitted: FittedFeatures = identityFeatures(trainRows.select("tenure", "visits", "member"));
const { checks: _, ...split } = data;
const feature: FeatureOutput = {
  kind: "feature",
  raw: { ...split, train: only(trainRows, "year", "segment"), validation: only(validationRows, "year", "segment") },
  datasets: data.datasets,
  fitted,
};

const run = (inputs: RunOptions["inputs"], options: RunOptions = {}, given: ConstructorParameters<typeof TrainingPipeline>[0] = config) =>
  new TrainingPipeline(given).run({ ...(inputs ? { inputs } : {}), ...options });
const details = (result: { details: unknown }) => result.details as TrainingDetails;

describe("TrainingPipeline", () => {
  it("refuses a configuration without a target, without a model or with wrong parameters", async () => {
    expect(() => new TrainingPipeline({ name: "p" })).toThrow(/modelConfig is missing/);
    expect(() => new TrainingPipeline({ name: "p", modelConfig: {} })).toThrow(ConfigError);
    expect(() => new TrainingPipeline({ name: "p", modelConfig: {} })).toThrow(/target is missing/);
    expect(() => new TrainingPipeline({ name: "p", modelConfig: { target: "y", parameters: { iterations: -1 } } })).toThrow(/iterations/);
    const neighbours = { target: "y", algorithm: "k_nearest_neighbours" as const };
    expect(() => new TrainingPipeline({ name: "p", modelConfig: neighbours })).toThrow(
      /ONNX graph of k_nearest_neighbours is not supported/,
    );
    const grid = { method: "grid" as const, trials: 2, space: { l2: { range: [0, 1] } } };
    expect(() => new TrainingPipeline({ name: "p", modelConfig: { target: "y", search: grid } })).toThrow(
      /3 combinations, more than 2 trials/,
    );
    expect(await new TrainingPipeline(config).validate()).toMatchObject({ isValid: true });
  });

  it("trains on what a data stage hands on, tracked with its files and tags", async () => {
    const home = newHome();
    const run1 = { id: "01RUN", stage: "training", attempt: 1, startedAt: "2026-01-02T03:04:05.000Z" };
    const result = await run({ data }, { home, runFolder: join(home, "runs", "01RUN"), run: run1 });
    expect(result).toMatchObject({ status: "success", output: { kind: "training", modelUri: "models:/churn/1" } });
    expect(details(result).bundle.startsWith(join(home, "runs", "01RUN", "bundles"))).toBe(true);
    expect(readFileSync(join(details(result).bundle, "MLmodel"), "utf8")).toContain("2026-01-02");
    const { runs } = await tracked(home, "churn");
    expect(runs).toMatchObject([
      { name: "churn", status: "FINISHED", tags: { domain: "crm", "mlops.run": "01RUN", "mlops.gate": "first_version" } },
    ]);
    expect(runs[0]?.datasets.map(({ name, context, digest }) => [name, context, digest.length]).sort()).toEqual([
      ["data", "training", 36],
      ["later", "evaluation", 36],
    ]);
  });

  it("takes features where there are some: raw columns stay, the graph starts at them", async () => {
    const result = await run({ feature, data }, { home: newHome() });
    expect(result.status).toBe("success");
    expect(details(result).importances.map(({ feature: name }) => name)).toEqual(["tenure", "visits", "member"]);
    expect(JSON.parse(readFileSync(join(details(result).bundle, "golden-rows.json"), "utf8")).columns).toEqual([
      "tenure",
      "visits",
      "member",
    ]);
  });

  it("uses the profile that came with the rows", async () => {
    const result = await run({ data: { ...data, profile: { rows: 400, columns: {} } as never } }, { home: newHome() });
    expect(JSON.parse(readFileSync(join(details(result).bundle, "reference-profile.json"), "utf8"))).toEqual({ rows: 400, columns: {} });
  });

  it("measures test split and holdouts, and leaves out rows whose label is missing", async () => {
    const later = only(laterRows, "year").derive({ churned: "d => d.tenure > 50 ? null : d.churned" }) as unknown as Table;
    const raw = { ...feature.raw, test: only(laterRows, "year"), holdouts: { later: { table: later, groupBy: "year" } } };
    const result = await run({ feature: { ...feature, raw } }, { home: newHome() });
    expect(result.message).toMatch(/^auc/);
    const sets = details(result).evaluations.map(({ set, group, metrics }) => [set, group, metrics["auc"]?.n]);
    expect(sets.slice(0, 2)).toEqual([
      ["validation", undefined, 100],
      ["test", undefined, 100],
    ]);
    expect(sets.slice(2).map(([, group]) => group)).toEqual(["2016", "2017", "2018"]);
    const known = sets.slice(2).reduce((sum, [, , n]) => sum + Number(n), 0);
    expect(known).toBe(Array.from(laterRows.array("tenure") as ArrayLike<number>).filter((tenure) => tenure <= 50).length);
  });

  it("weighs training rows by a column, which is no feature", async () => {
    onTestFinished(redirectLogs(() => undefined));
    const weighted = { ...config, modelConfig: { ...modelConfig, weightColumn: "year" } };
    const weigh = (train: Table) =>
      run({ data: { ...data, train, validation: only(validationRows, "year") } }, { home: newHome() }, weighted);
    const own = await weigh(only(trainRows, "year"));
    expect(own).toMatchObject({ status: "success", details: { features: 3 } });
    const featured = { ...feature, fitted: identityFeatures(trainRows.select("tenure", "year")) };
    const refused = await run({ feature: featured }, { home: newHome() }, weighted);
    expect(refused.details).toMatchObject({ code: "PARAMETER_INVALID", hint: "add it to featureConfig.exclude" });
    expect((await weigh(only(trainRows))).details).toMatchObject({ code: "COLUMN_MISSING" });
  });

  it("fails with the error's code where rows or holdouts do not fit", async () => {
    onTestFinished(redirectLogs(() => undefined));
    const failed = async (inputs: RunOptions["inputs"]) => (await run(inputs, { home: newHome() })).details;
    expect(await failed(undefined)).toMatchObject({ code: "STAGE_INPUT_MISSING", fields: { stage: "churn" } });
    const unlabelled = { later: { table: laterRows.select("tenure", "visits", "member") as Table } };
    expect(await failed({ data: { ...data, holdouts: unlabelled } })).toMatchObject({
      code: "COLUMN_MISSING",
      hint: 'give the holdout "later" its labels (dataConfig.holdouts.later.labels) or leave it out',
    });
    expect(await failed({ data: { ...data, train: trainRows.select("tenure") as Table } })).toMatchObject({ code: "COLUMN_MISSING" });
    const twice = { ...data, test: only(laterRows), holdouts: { test: { table: only(laterRows) } } };
    expect(await failed({ data: twice })).toMatchObject({ code: "CONFIG_INVALID", hint: "rename dataConfig.holdouts.test" });
    expect(await failed({ data: { ...data, train: only(validationRows) } })).toMatchObject({ code: "NOT_TRAINING_SPLIT" });
  });

  it("ends with exit code 5 when the gate blocks", async () => {
    const home = newHome();
    const strict = { ...config, modelConfig: { ...modelConfig, gate: { threshold: 0.9999 } } };
    const result = await run({ data }, { home }, strict);
    expect(result).toMatchObject({ status: "failed", details: { code: "GATE_BLOCKED", reason: "gate_blocked", gate: { passed: false } } });
    expect(result.output).toBeUndefined();
    expect(exitCodeOf(result)).toBe(5);
    expect((await tracked(home, "churn")).versions).toEqual([]);
  });

  it("takes the run's seed, or the model's where the run has none, and the run name of the tracking configuration", async () => {
    const graph = async (options: RunOptions, seed?: number) => {
      const given = seed === undefined ? config : { ...config, modelConfig: { ...modelConfig, seed } };
      return readFileSync(join(details(await run({ data }, { home: newHome(), ...options }, given)).bundle, "model.onnx"));
    };
    const five = await graph({ seed: 5 });
    expect(await graph({}, 5)).toEqual(five);
    expect(await graph({ seed: 5 }, 6)).toEqual(five);
    expect(await graph({ seed: 6 })).not.toEqual(five);
    const home = newHome();
    await run({ data }, { home, trackingConfig: TrackingConfig.parse({ runName: "tuesday" }) });
    expect((await tracked(home, "churn")).runs).toMatchObject([{ name: "tuesday" }]);
  });

  it("rejects with the signal's reason when it is aborted, and the run is KILLED", async () => {
    const home = newHome();
    const controller = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (event.type === "stage_progress") controller.abort(new Error("stop"));
    };
    await expect(run({ data }, { home, signal: controller.signal, onEvent })).rejects.toThrow("stop");
    expect((await tracked(home, "churn")).runs).toMatchObject([{ status: "KILLED" }]);
    expect(bundlesIn(home)).toEqual([]);
  });
});

describe("in a worker thread", () => {
  const entry = TrainingPipeline.workerEntry;

  it("makes the same bytes as in process, features and rows crossing as shared columns", async () => {
    const seed = 9;
    const own = await run({ feature }, { home: newHome(), seed });
    const home = newHome();
    const pipeline = new TrainingPipeline(config);
    const events: RunEvent[] = [];
    const options = { inputs: { feature }, home, seed };
    const threaded = await runInWorker(
      entry,
      { kind: "training", config: pipeline.config, options },
      { onEvent: (event) => events.push(event) },
    );
    expect(threaded.status).toBe("success");
    for (const file of ["model.onnx", "golden-rows.json", "reference-profile.json"])
      expect(readFileSync(join(details(threaded).bundle, file))).toEqual(readFileSync(join(details(own).bundle, file)));
    expect(details(threaded).metrics).toEqual(details(own).metrics);
    expect(events.some((event) => event.type === "stage_progress" && event.message === "fitting gradient_boosting")).toBe(true);
    expect((threaded.output as { modelUri: string }).modelUri).toBe("models:/churn/1");
  });

  it("stops in the middle of a fit", async () => {
    const home = newHome();
    const slow = { ...config, modelConfig: { ...modelConfig, parameters: { iterations: 100_000 } } };
    const task = { kind: "training", config: new TrainingPipeline(slow).config, options: { inputs: { data }, home } };
    const controller = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (event.type === "stage_progress") controller.abort(new Error("enough"));
    };
    await expect(runInWorker(entry, task, { signal: controller.signal, onEvent, graceMs: 20_000 })).rejects.toThrow("enough");
    expect((await tracked(home, "churn")).runs).toMatchObject([{ status: "KILLED" }]);
    expect(existsSync(join(home, "bundles"))).toBe(false);
  });
});

it("is a kind that an orchestrator takes, and refuses before anything runs where no stage gives it rows", async () => {
  const orchestrator = new PipelineOrchestrator({ training: TrainingPipeline });
  orchestrator.addTrainingStage("training", new TrainingPipeline(config).config);
  await expect(orchestrator.run({ home: newHome() })).rejects.toMatchObject({ code: "STAGE_INPUT_MISSING" });
});
