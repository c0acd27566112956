import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TrackingError } from "@mlops/models/errors";
import type { Tracking } from "../tracking/open-tracking.ts";

/** One thing that tracking must do, whatever store is behind it. */
export interface ContractCase {
  readonly name: string;
  run(tracking: Tracking): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
let counter = 0;
/** A name that no earlier case, process or server knows. */
const fresh = (prefix: string) => `${prefix}-${process.pid}-${Date.now().toString(36)}-${counter++}`;

async function refused(code: string, promise: Promise<unknown>): Promise<TrackingError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(TrackingError.isInstance(error), `expected a TrackingError ${code}, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  return error;
}

async function loggedModel({ tracker }: Tracking, experiment = fresh("experiment")) {
  const run = await tracker.startRun({ experiment, name: "trains" });
  const files = new Map([
    ["MLmodel", bytes("flavors: {}\n")],
    ["model.onnx", Uint8Array.from([8, 8, 0, 255])],
    ["code/loader.py", bytes("x = 1\n")],
  ]);
  const model = await run.logModel({ name: "model", files, params: { depth: 3 }, tags: { team: "a" } });
  return { run, model, files };
}

/**
 * What every `Tracking` must do: run each case with tracking of its own or with a shared one (names are unique).
 * @example trackerContract().length > 30 // => true
 */
export function trackerContract(): readonly ContractCase[] {
  const cases: ContractCase[] = [];
  const it = (name: string, run: ContractCase["run"]) => cases.push({ name, run });

  it("starts a run with name, tags and times, and ends it", async ({ tracker }) => {
    const experiment = fresh("experiment");
    const run = await tracker.startRun({ experiment, name: "first", tags: { team: "a", note: "ünïcode 東京" } });
    const running = await tracker.getRun(run.runId);
    assert.equal(running.status, "RUNNING");
    assert.equal(running.name, "first");
    assert.equal(running.endedAt, undefined);
    assert.equal(running.tags["note"], "ünïcode 東京");
    assert.equal(running.tags["mlflow.source.type"], "LOCAL");
    assert.equal(running.tags["mlops.request"], undefined);
    await run.end();
    const ended = await tracker.getRun(run.runId);
    assert.equal(ended.status, "FINISHED");
    assert.ok((ended.endedAt ?? "") >= (ended.startedAt ?? "x"));
    assert.equal((await tracker.findExperiment(experiment))?.experimentId, ended.experimentId);
  });

  it("gives a run without a name one, and ends runs as failed or killed", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    assert.notEqual(run.name, "");
    await run.end("FAILED");
    assert.equal((await tracker.getRun(run.runId)).status, "FAILED");
    await run.end("KILLED");
    assert.equal((await tracker.getRun(run.runId)).status, "KILLED");
  });

  it("creates an experiment once, though several ask at once", async ({ tracker }) => {
    const name = fresh("experiment");
    const ids = await Promise.all([tracker.experimentId(name), tracker.experimentId(name), tracker.experimentId(name)]);
    assert.equal(new Set(ids).size, 1);
    assert.ok((await tracker.experiments()).some((experiment) => experiment.name === name));
    assert.equal(await tracker.findExperiment(fresh("none")), undefined);
  });

  it("continues a run and knows its parent", async ({ tracker }) => {
    const experiment = fresh("experiment");
    const parent = await tracker.startRun({ experiment });
    const child = await tracker.startRun({ experiment, parentRunId: parent.runId });
    await child.end();
    const again = await tracker.startRun({ runId: child.runId, tags: { again: "yes" } });
    const read = await tracker.getRun(again.runId);
    assert.equal(read.status, "RUNNING");
    assert.equal(read.tags["again"], "yes");
    assert.equal(read.tags["mlflow.parentRunId"], parent.runId);
    await refused("TRACKING_NOT_FOUND", tracker.startRun({ runId: "0".repeat(32) }));
  });

  it("keeps params, and refuses another value for one", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    await run.logParams({ depth: 3, rate: 0.1, on: true, name: "a b", none: null, list: [1, 2], empty: "" });
    await run.logParams({ depth: 3 });
    const { params } = await tracker.getRun(run.runId);
    assert.deepEqual(params, { depth: "3", rate: "0.1", on: "true", name: "a b", none: "null", list: "[1,2]", empty: "" });
    await refused("TRACKING_INVALID", run.logParams({ other: 1, depth: 4 }));
    const after = await tracker.getRun(run.runId);
    assert.equal(after.params["depth"], "3");
    assert.equal(after.params["other"], undefined, "a refused batch leaves nothing behind");
  });

  it("sends 250 params and 2500 metrics in batches", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    await run.logParams(Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, i])));
    await run.logMetrics(Array.from({ length: 2500 }, (_, i) => ({ key: "loss", value: 1 / (i + 1), step: i, timestamp: 1000 + i })));
    const read = await tracker.getRun(run.runId);
    assert.equal(Object.keys(read.params).length, 250);
    assert.equal(read.metrics["loss"], 1 / 2500);
    const history = await tracker.metricHistory(run.runId, "loss");
    assert.equal(history.length, 2500);
    assert.deepEqual(history[7], { key: "loss", value: 1 / 8, timestamp: 1007, step: 7 });
  });

  it("gives the metric of the highest step, then the latest time", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    await run.logMetrics([
      { key: "auc", value: 0.9, step: 2, timestamp: 1000 },
      { key: "auc", value: 0.5, step: 1, timestamp: 9000 },
      { key: "f1", value: 0.1, step: 0, timestamp: 2000 },
      { key: "f1", value: 0.2, step: 0, timestamp: 1000 },
    ]);
    assert.deepEqual((await tracker.getRun(run.runId)).metrics, { auc: 0.9, f1: 0.1 });
    assert.deepEqual(await tracker.metricHistory(run.runId, "unknown"), []);
  });

  it("takes the same metrics twice without doubling them", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    const records = [{ key: "auc", value: 0.25, step: 1, timestamp: 5 }];
    await run.logMetrics(records);
    await run.logMetrics(records);
    assert.equal((await tracker.metricHistory(run.runId, "auc")).length, 1);
  });

  it("keeps doubles bit by bit, NaN and infinities", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    const values = { third: 1 / 3, tiny: 5e-324, large: 1.7e308, negative: -0.1, nan: Number.NaN, up: Infinity, down: -Infinity };
    await run.logMetrics(Object.entries(values).map(([key, value]) => ({ key, value })));
    const { metrics } = await tracker.getRun(run.runId);
    for (const key of ["third", "tiny", "large", "negative"] as const) assert.equal(metrics[key], values[key]);
    assert.ok(Number.isNaN(metrics["nan"]));
    assert.ok((metrics["up"] as number) >= Number.MAX_VALUE);
    assert.ok((metrics["down"] as number) <= -Number.MAX_VALUE);
    assert.ok(Number.isNaN((await tracker.metricHistory(run.runId, "nan"))[0]?.value));
  });

  it("refuses values that the server would cut, before it sends them", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    const long = await refused("TRACKING_INVALID", run.logParams({ ok: 1, long: "x".repeat(6001) }));
    assert.equal(long.fields["param"], "long");
    await refused("TRACKING_INVALID", run.setTags({ long: "x".repeat(8001) }));
    assert.deepEqual((await tracker.getRun(run.runId)).params, {});
    await run.logParams({ just: "x".repeat(6000) });
    assert.equal((await tracker.getRun(run.runId)).params["just"]?.length, 6000);
  });

  for (const key of ["a@b", "a//b", "../a", "", "x".repeat(251)]) {
    it(`refuses the key ${JSON.stringify(key.slice(0, 10))}`, async ({ tracker }) => {
      const run = await tracker.startRun({ experiment: fresh("experiment") });
      await refused("TRACKING_INVALID", run.logParams({ [key]: 1 }));
      await refused("TRACKING_INVALID", run.logMetrics([{ key, value: 1 }]));
    });
  }

  it("refuses a metric before 1970 and one of an unknown model", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    await refused("TRACKING_INVALID", run.logMetrics([{ key: "a", value: 1, timestamp: -1 }]));
    await refused("TRACKING_INVALID", run.logMetrics([{ key: "a", value: 1, modelId: `m-${"0".repeat(32)}` }]));
  });

  it("changes tags, and the name with the tag that holds it", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment"), name: "old", tags: { stage: "a" } });
    await run.setTags({ stage: "b", "mlflow.runName": "new" });
    const read = await tracker.getRun(run.runId);
    assert.equal(read.tags["stage"], "b");
    assert.equal(read.name, "new");
  });

  it("says which run does not exist", async ({ tracker }) => {
    const error = await refused("TRACKING_NOT_FOUND", tracker.getRun("0".repeat(32)));
    assert.match(error.message, /run 0{32} does not exist/);
  });

  it("keeps datasets, each once", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    const dataset = {
      name: "acs",
      digest: "15b4ff74",
      source: '{"uri":"a.csv"}',
      schema: "{}",
      profile: '{"num_rows":3}',
      context: "training",
    };
    await run.logDataset(dataset);
    await run.logDataset(dataset);
    await run.logDataset({ ...dataset, digest: "ffff", context: "validation" });
    const { datasets } = await tracker.getRun(run.runId);
    assert.equal(datasets.length, 2);
    assert.deepEqual(
      datasets.find((one) => one.digest === "15b4ff74"),
      { ...dataset, sourceType: "local" },
    );
  });

  it("keeps files: bytes, text and files on disk, and lists and replaces them", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    await run.logArtifact("all.bin", all);
    await run.logArtifact("notes/hello wörld.txt", { text: "hi ✓" });
    await run.logArtifact("notes/deep/empty", new Uint8Array(0));
    await run.logArtifact("all.bin", all.slice().reverse());
    assert.deepEqual(await tracker.downloadArtifact(run, "all.bin"), all.slice().reverse());
    assert.equal(new TextDecoder().decode(await tracker.downloadArtifact(run, "notes/hello wörld.txt")), "hi ✓");
    assert.deepEqual(await tracker.listArtifacts(run), [
      { path: "all.bin", isFolder: false, size: 256 },
      { path: "notes", isFolder: true },
    ]);
    const [empty, ...more] = await tracker.listArtifacts(run, "notes/deep");
    // Servers leave the size of an empty file out.
    assert.deepEqual({ size: 0, ...empty }, { path: "notes/deep/empty", isFolder: false, size: 0 });
    assert.deepEqual(more, []);
    assert.equal((await tracker.downloadArtifact(run, "notes/deep/empty")).length, 0);
    assert.equal((await tracker.walkArtifacts(run)).length, 3);
    assert.deepEqual(await tracker.listArtifacts(run, "none"), []);
    const missing = await refused("TRACKING_NOT_FOUND", tracker.downloadArtifact(run, "none.txt"));
    assert.match(missing.message, /artifact "none.txt"/);
  });

  it("refuses paths that lead out of the run", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    for (const path of ["../x", "/etc/x", "a/../../x", "a//b", "", "a\\b", "a#b", "%2e%2e/x", "c:/x"]) {
      await refused("TRACKING_INVALID", run.logArtifact(path, bytes("x")));
      await refused("TRACKING_INVALID", tracker.downloadArtifact(run, path));
    }
  });

  it("finds runs by metrics, params, tags and attributes", async ({ tracker }) => {
    const experiment = fresh("experiment");
    const start = async (name: string, auc: number, kind: string) => {
      const run = await tracker.startRun({ experiment, name, tags: { "my tag": kind } });
      await run.logParams({ kind, "learning rate": 0.5 });
      await run.logMetrics([{ key: "auc", value: auc }]);
      return run;
    };
    const low = await start("low", 0.5, "tree");
    await start("high", 0.9, "Tree");
    await start("nan", Number.NaN, "linear");
    await low.end();
    const names = async (filter: string) => (await tracker.searchRuns({ experiments: [experiment], filter })).map((run) => run.name).sort();
    assert.deepEqual(await names("metrics.auc > 0.6"), ["high"]);
    assert.deepEqual(await names("metrics.auc <= 0.5"), ["low"]);
    assert.deepEqual(await names("params.kind = 'tree'"), ["low"]);
    assert.deepEqual(await names("params.kind != 'tree'"), ["high", "nan"]);
    assert.deepEqual(await names("params.kind LIKE 'T%'"), ["high"]);
    assert.deepEqual(await names("params.kind ILIKE 't%'"), ["high", "low"]);
    assert.deepEqual(await names('tags."my tag" = "linear"'), ["nan"]);
    assert.deepEqual(await names("params.`learning rate` = '0.5' AND attributes.status = 'FINISHED'"), ["low"]);
    assert.deepEqual(await names("attributes.run_name LIKE '%i%' and metrics.auc > 0"), ["high"]);
    assert.deepEqual(await names("start_time > 0 AND params.kind IS NOT NULL"), ["high", "low", "nan"]);
    assert.deepEqual(await names(`params.none IS NULL AND run_id IN ('${low.runId}')`), ["low"]);
    assert.deepEqual(await names("params.none != 'x'"), []);
  });

  for (const filter of [
    "metrics.auc > 'x'",
    "params.a > '1'",
    "params.a = 1",
    "a.b = 'x'",
    "nope = 'x'",
    "metrics.auc",
    "params.a = 'x",
    "params.a = 'x' OR params.a = 'y'",
  ]) {
    it(`refuses the filter ${filter}`, async ({ tracker }) => {
      const experiment = fresh("experiment");
      await tracker.experimentId(experiment);
      await refused("TRACKING_INVALID", tracker.searchRuns({ experiments: [experiment], filter }));
    });
  }

  it("orders runs, pages through them and leaves other experiments out", async ({ tracker }) => {
    const experiment = fresh("experiment");
    const values = [3, 1, Number.NaN, 2];
    for (const value of values) {
      const run = await tracker.startRun({ experiment, name: String(value) });
      await run.logMetrics([{ key: "v", value }]);
    }
    await tracker.startRun({ experiment, name: "none" });
    await tracker.startRun({ experiment: fresh("other"), name: "elsewhere" });
    const order = async (orderBy: string, limit = 10) =>
      (await tracker.searchRuns({ experiments: [experiment], orderBy: [orderBy], limit })).map((run) => run.name);
    assert.deepEqual((await order("metrics.v ASC")).slice(0, 3), ["1", "2", "3"]);
    assert.deepEqual((await order("metrics.v DESC")).slice(0, 3), ["3", "2", "1"]);
    assert.deepEqual(await order("metrics.v DESC", 2), ["3", "2"]);
    assert.equal((await order("attributes.start_time ASC")).length, 5);
    assert.deepEqual(await tracker.searchRuns({ experiments: [fresh("none")] }), []);
    await refused("TRACKING_INVALID", tracker.searchRuns({ experiments: [experiment], orderBy: ["nope"] }));
  });

  it("logs a model: files made from its ids, metrics, params, then ready", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    const dataset = { name: "acs", digest: "abc" };
    await run.logDataset({ ...dataset, source: "{}" });
    const seen: string[] = [];
    const model = await run.logModel({
      name: "model",
      type: "classifier",
      params: { depth: 3 },
      tags: { team: "a" },
      metrics: [{ key: "auc", value: 0.75, timestamp: 5, step: 2, dataset }],
      files: (ids) => {
        seen.push(ids.modelId, ids.runId, ids.artifactPath);
        return new Map([["MLmodel", bytes(`model_id: ${ids.modelId}\n`)]]);
      },
    });
    assert.deepEqual(seen, [model.modelId, run.runId, model.artifactUri]);
    assert.equal(model.uri, `models:/${model.modelId}`);
    const read = await tracker.getLoggedModel(model.modelId);
    assert.equal(read.status, "READY");
    assert.equal(read.type, "classifier");
    assert.equal(read.runId, run.runId);
    assert.deepEqual(read.params, { depth: "3" });
    assert.equal(read.tags["team"], "a");
    assert.deepEqual(read.metrics, [
      { key: "auc", value: 0.75, timestamp: 5, step: 2, runId: run.runId, datasetName: "acs", datasetDigest: "abc" },
    ]);
    const ofRun = await tracker.getRun(run.runId);
    assert.deepEqual(ofRun.modelIds, [model.modelId]);
    assert.equal(ofRun.metrics["auc"], 0.75);
    assert.equal(new TextDecoder().decode(await tracker.downloadArtifact(model, "MLmodel")), `model_id: ${model.modelId}\n`);
  });

  it("marks a model whose files cannot be made as failed, and does not load it", async (tracking) => {
    const run = await tracking.tracker.startRun({ experiment: fresh("experiment") });
    let modelId = "";
    const files = (ids: { modelId: string }) => {
      modelId = ids.modelId;
      throw new Error("cannot build");
    };
    await assert.rejects(run.logModel({ name: "model", files }), /cannot build/);
    assert.equal((await tracking.tracker.getLoggedModel(modelId)).status, "UPLOAD_FAILED");
    await refused("TRACKING_INVALID", tracking.registry.resolveModelUri(`models:/${modelId}`));
  });

  it("refuses bad names of logged models, and unknown models", async ({ tracker }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    for (const name of ["a/b", "a:b", "a.b", "a%b", 'a"b', "a'b"]) {
      await refused("TRACKING_INVALID", run.logModel({ name, files: new Map() }));
    }
    await refused("TRACKING_NOT_FOUND", tracker.getLoggedModel(`m-${"0".repeat(32)}`));
  });

  it("finds logged models by name, run, metrics, params and tags", async (tracking) => {
    const experiment = fresh("experiment");
    const first = await loggedModel(tracking, experiment);
    const second = await loggedModel(tracking, experiment);
    await second.run.logMetrics([{ key: "auc", value: 0.9, modelId: second.model.modelId }]);
    const ids = async (filter: string, orderBy?: string) => {
      const options = { experiments: [experiment], filter, ...(orderBy === undefined ? {} : { orderBy: [orderBy] }) };
      return (await tracking.tracker.searchLoggedModels(options)).map((model) => model.modelId);
    };
    assert.deepEqual(await ids(`source_run_id = '${first.run.runId}' AND name = 'model'`), [first.model.modelId]);
    assert.deepEqual(await ids("metrics.auc > 0.5"), [second.model.modelId]);
    assert.equal((await ids("params.depth = '3' AND tags.team = 'a'")).length, 2);
    assert.equal((await ids("name LIKE 'mod%'", "metrics.auc DESC"))[0], second.model.modelId);
    assert.deepEqual(await ids("name = 'other'"), []);
    await refused("TRACKING_INVALID", ids("name > 'x'"));
  });

  it("registers versions 1, 2, … of a logged model", async (tracking) => {
    const { registry } = tracking;
    const { model, run } = await loggedModel(tracking);
    const name = fresh("model");
    const first = await registry.registerModel({ name, modelId: model.modelId, description: "the first", tags: { gate: "passed" } });
    assert.equal(first.version, "1");
    assert.equal(first.modelId, model.modelId);
    assert.equal(first.runId, run.runId);
    assert.equal(first.source, model.uri);
    assert.equal(first.description, "the first");
    assert.deepEqual(first.tags, { gate: "passed" });
    assert.equal((await registry.registerModel({ name, modelId: model.modelId })).version, "2");
    assert.equal((await registry.getLatest(name)).version, "2");
    assert.equal((await registry.getVersion(name, "1")).createdAt, first.createdAt);
    assert.ok((await tracking.tracker.getLoggedModel(model.modelId)).tags["mlflow.modelVersions"]?.includes(name));
  });

  it("registers the files of a run", async ({ tracker, registry }) => {
    const run = await tracker.startRun({ experiment: fresh("experiment") });
    await run.logArtifact("old/MLmodel", bytes("x"));
    const name = fresh("model");
    const version = await registry.registerModel({ name, source: `runs:/${run.runId}/old`, runId: run.runId });
    assert.equal(version.modelId, undefined);
    const { folder } = await registry.resolveModelUri(`models:/${name}/1`);
    assert.equal(await readFile(join(folder, "MLmodel"), "utf8"), "x");
  });

  it("refuses what is no source of a version", async (tracking) => {
    const { registry } = tracking;
    const { model, run } = await loggedModel(tracking);
    const name = fresh("model");
    await refused("TRACKING_NOT_FOUND", registry.registerModel({ name, modelId: `m-${"0".repeat(32)}` }));
    await refused("TRACKING_INVALID", registry.registerModel({ name, source: model.uri }));
    await refused("TRACKING_INVALID", registry.registerModel({ name, source: "/etc" }));
    await refused("TRACKING_INVALID", registry.registerModel({ name, source: `runs:/${run.runId}/x`, runId: "1".repeat(32) }));
    await refused("TRACKING_INVALID", registry.registerModel({ name }));
    await refused("TRACKING_INVALID", registry.registerModel({ name: "a/b", modelId: model.modelId }));
    await refused("TRACKING_NOT_FOUND", registry.getLatest(name));
  });

  it("moves aliases from version to version, and removes them", async (tracking) => {
    const { registry } = tracking;
    const { model } = await loggedModel(tracking);
    const name = fresh("model");
    await registry.registerModel({ name, modelId: model.modelId });
    await registry.registerModel({ name, modelId: model.modelId });
    await registry.setAlias(name, "champion", "1");
    await registry.setAlias(name, "challenger", "2");
    assert.equal((await registry.getByAlias(name, "champion")).version, "1");
    assert.deepEqual((await registry.getVersion(name, "1")).aliases, ["champion"]);
    await registry.setAlias(name, "champion", "2");
    assert.deepEqual((await registry.getModel(name)).aliases, { champion: "2", challenger: "2" });
    assert.deepEqual((await registry.getVersion(name, "1")).aliases, []);
    await registry.deleteAlias(name, "champion");
    await registry.deleteAlias(name, "champion");
    assert.equal(await registry.findByAlias(name, "champion"), undefined);
    assert.equal(await registry.findByAlias(fresh("none"), "champion"), undefined);
    const error = await refused("TRACKING_NOT_FOUND", registry.getByAlias(name, "champion"));
    assert.match(error.message, /alias "champion"/);
    await refused("TRACKING_NOT_FOUND", registry.setAlias(name, "champion", "99"));
    for (const alias of ["v1", "V23", "latest", "a b", ""]) await refused("TRACKING_INVALID", registry.setAlias(name, alias, "1"));
  });

  it("sets tags of models and versions", async (tracking) => {
    const { registry } = tracking;
    const { model } = await loggedModel(tracking);
    const name = fresh("model");
    await registry.registerModel({ name, modelId: model.modelId, tags: { a: "1" } });
    await registry.setTag(name, { key: "a", value: "2", version: "1" });
    await registry.setTag(name, { key: "owner", value: "risk" });
    assert.deepEqual((await registry.getVersion(name, "1")).tags, { a: "2" });
    assert.deepEqual((await registry.getModel(name)).tags, { owner: "risk" });
    await refused("TRACKING_NOT_FOUND", registry.setTag(name, { key: "a", value: "2", version: "9" }));
  });

  it("finds models and versions", async (tracking) => {
    const { registry } = tracking;
    const { model, run } = await loggedModel(tracking);
    const prefix = fresh("find");
    for (const suffix of ["a", "b", "c"]) await registry.registerModel({ name: `${prefix}-${suffix}`, modelId: model.modelId });
    await registry.registerModel({ name: `${prefix}-a`, modelId: model.modelId, tags: { best: "yes" } });
    const models = await registry.searchModels({ filter: `name LIKE '${prefix}%'`, orderBy: ["name DESC"] });
    assert.deepEqual(
      models.map((one) => [one.name, one.latestVersion]),
      [
        [`${prefix}-c`, "1"],
        [`${prefix}-b`, "1"],
        [`${prefix}-a`, "2"],
      ],
    );
    const versions = async (filter: string) =>
      (await registry.searchVersions({ filter })).map((one) => `${one.name.slice(-1)}${one.version}`).sort();
    assert.deepEqual(await versions(`name = '${prefix}-a'`), ["a1", "a2"]);
    assert.deepEqual(await versions(`run_id = '${run.runId}'`), ["a1", "a2", "b1", "c1"]);
    assert.deepEqual(await versions(`name = '${prefix}-a' AND tags.best = 'yes'`), ["a2"]);
    assert.deepEqual(await versions(`name = '${prefix}-a' AND version_number > 1`), ["a2"]);
    assert.deepEqual(await versions(`source_path = '${model.uri}' AND name = '${prefix}-b'`), ["b1"]);
    assert.equal((await registry.searchVersions({ filter: `run_id = '${run.runId}'`, limit: 3 })).length, 3);
    await refused("TRACKING_INVALID", registry.searchModels({ filter: "nope = 'x'" }));
    await refused("TRACKING_INVALID", registry.searchVersions({ filter: "name" }));
  });

  it("says what does not exist in the registry", async ({ registry }) => {
    const name = fresh("none");
    await refused("TRACKING_NOT_FOUND", registry.getModel(name));
    await refused("TRACKING_NOT_FOUND", registry.getVersion(name, "1"));
    await refused("TRACKING_INVALID", registry.getVersion(name, "one"));
    await refused("TRACKING_NOT_FOUND", registry.getLatest(name));
    await refused("TRACKING_NOT_FOUND", registry.deleteAlias(name, "champion"));
  });

  it("brings a model's files here by version, alias, latest, model id and run", async (tracking) => {
    const { registry } = tracking;
    const { model, run, files } = await loggedModel(tracking);
    const name = fresh("model");
    await registry.registerModel({ name, modelId: model.modelId });
    await registry.setAlias(name, "champion", "1");
    for (const uri of [`models:/${name}/1`, `models:/${name}@champion`, `models:/${name}/latest`, model.uri, `runs:/${run.runId}/model`]) {
      const resolved = await registry.resolveModelUri(uri);
      assert.equal(resolved.modelId, model.modelId, uri);
      assert.equal(resolved.runId, run.runId, uri);
      for (const [path, content] of files) {
        assert.deepEqual(new Uint8Array(await readFile(join(resolved.folder, path))), content, path);
      }
    }
    assert.equal((await registry.resolveModelUri(`models:/${name}@champion`)).version?.version, "1");
    await refused("TRACKING_NOT_FOUND", registry.resolveModelUri(`models:/${name}@none`));
    await refused("TRACKING_NOT_FOUND", registry.resolveModelUri(`models:/${name}/9`));
    await refused("TRACKING_NOT_FOUND", registry.resolveModelUri(`runs:/${run.runId}/none`));
    await refused("TRACKING_NOT_FOUND", registry.resolveModelUri(`models:/m-${"0".repeat(32)}`));
  });

  it("gives a folder as it is, and follows a version made of another version", async (tracking) => {
    const { registry } = tracking;
    const folder = await mkdtemp(join(tmpdir(), "mlops-contract-"));
    try {
      assert.equal((await registry.resolveModelUri(folder)).folder, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
    const { model } = await loggedModel(tracking);
    const [from, to] = [fresh("from"), fresh("to")];
    await registry.registerModel({ name: from, modelId: model.modelId });
    await registry.registerModel({ name: to, source: `models:/${from}/1` });
    assert.equal((await registry.resolveModelUri(`models:/${to}/1`)).modelId, model.modelId);
  });

  return cases;
}
