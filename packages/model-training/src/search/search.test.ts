import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTracking } from "@mlops/core/tracking";
import { TrainingConfig } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { laterRows, trainRows, y } from "../__fixtures__/customers.ts";
import { newHome, tracked } from "../__fixtures__/home.ts";
import { searchingConfig } from "../__fixtures__/search-config.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";
import { type Trained, train } from "../trainer/train.ts";
import { TrialJournal } from "./trial-journal.ts";

const options = (home: string) => ({ ...validated("churned"), home, createdAt: new Date(0) });
const bytes = (folder: string) =>
  ["model.onnx", "golden-rows.json", "reference-profile.json"].map((file) => readFileSync(join(folder, file)));
const childrenOf = async (home: string) => {
  const { runs } = await tracked(home, "customers");
  return { parents: runs.filter(({ tags }) => !tags["mlflow.parentRunId"]), trials: runs.filter(({ tags }) => tags["mlflow.parentRunId"]) };
};

const resultOf = ({ details: { bundle, metrics, search } }: Trained) => ({
  bytes: bytes(bundle),
  metrics,
  best: search?.best,
  trials: search?.trials.map(({ runId: _, ...trial }) => trial),
});
/** What a search gives that nothing interrupts, its trials one after the other in one thread. */
let known: Promise<ReturnType<typeof resultOf>> | undefined;
const whole = () => {
  known ??= trainCustomers(searchingConfig, options(newHome())).then(resultOf);
  return known;
};

describe("a search", () => {
  it("scores each trial by cross-validation, takes the best, and tracks every trial below its run", async () => {
    const home = newHome();
    const messages: string[] = [];
    const onProgress = ({ message = "", done = 0, total = 0 }) => {
      if (message.startsWith("trial")) messages.push(`${done}/${total} ${message.replace(/\d\.\d+$/, "#")}`);
    };
    const { details } = await trainCustomers(searchingConfig, { ...options(home), onProgress });
    const { search } = details;
    expect(search).toMatchObject({ method: "random", metric: "auc", scoredOn: "cross_validation" });
    expect(search?.trials).toHaveLength(5);
    const scores = search?.trials.map(({ score }) => score.value as number) as number[];
    expect(search?.best).toBe(scores.indexOf(Math.max(...scores)) + 1);
    const best = search?.trials[(search.best as number) - 1];
    expect(details.parameters).toMatchObject({
      iterations: 5,
      numLeaves: best?.parameters["num_leaves"],
      learningRate: best?.parameters["learningRate"],
    });
    expect(details.crossValidation?.metrics["auc"]?.value).toBeCloseTo(best?.score.value as number, 12);
    expect(messages).toEqual([1, 2, 3, 4, 5].map((n) => `${n}/5 trial ${n}: best auc #`));

    const { parents, trials } = await childrenOf(home);
    expect(parents).toMatchObject([
      { status: "FINISHED", params: { "search.method": "random", numLeaves: String(best?.parameters["num_leaves"]) } },
    ]);
    expect(trials.map(({ name }) => name)).toEqual(["trial-001", "trial-002", "trial-003", "trial-004", "trial-005"]);
    for (const [at, trial] of trials.entries()) {
      expect(trial).toMatchObject({ status: "FINISHED", tags: { "mlflow.parentRunId": details.runId, "mlops.trial": String(at + 1) } });
      expect(trial.runId).toBe(search?.trials[at]?.runId);
      expect(trial.metrics["auc"]).toBeCloseTo(scores[at] as number, 12);
      expect(trial.params["num_leaves"]).toBe(String(search?.trials[at]?.parameters["num_leaves"]));
    }
    const { tracker, close } = await openTracking({ home });
    expect(await tracker.metricHistory(trials[0]?.runId as string, "fold/auc").finally(close)).toHaveLength(3);
    expect(readdirSync(join(home, "searches"))).toEqual([]);
  });

  it.each([1, 2])("goes on after a kill, %s trials at a time, and gives the same bytes as without one", async (parallel) => {
    const home = newHome();
    const config = { ...searchingConfig, search: { ...searchingConfig.search, parallel } };
    const script = new URL("../__fixtures__/killed-search.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, ["--conditions=@mlops/source", script, home, "3", String(parallel)], { stdio: "ignore" });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    const [file] = readdirSync(join(home, "searches")) as [string];
    const journal = readFileSync(join(home, "searches", file), "utf8");
    expect(journal.trim().split("\n")).toHaveLength(3);
    appendFileSync(join(home, "searches", file), '{"trial":4,"parame'); // a line that was being written

    const trained: string[] = [];
    const onProgress = ({ message = "" }) => void trained.push(message);
    const resumed = await trainCustomers(config, { ...options(home), onProgress });
    expect(resultOf(resumed)).toEqual(await whole());
    const kept: { trial: number }[] = journal
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const trial of kept) expect(resumed.details.search?.trials[trial.trial - 1]).toEqual(trial);
    const { trials } = await childrenOf(home);
    expect(trials.map(({ status, tags }) => [status, tags["mlflow.parentRunId"]])).toEqual(
      new Array(5).fill(["FINISHED", resumed.details.runId]),
    );
    expect(readdirSync(join(home, "searches"))).toEqual([]);
  });

  it("gives the same, whatever the number of trials and threads at a time", async () => {
    const search = { ...searchingConfig.search, parallel: 3 };
    expect(resultOf(await trainCustomers({ ...searchingConfig, threads: 2, search }, options(newHome())))).toEqual(await whole());
  });

  it("that learns gives the same for any number of trials at a time, and goes on where it was", async () => {
    const learning = (parallel: number) => ({
      ...searchingConfig,
      search: { ...searchingConfig.search, method: "tpe", trials: 16, parallel },
    });
    const alone = resultOf(await trainCustomers(learning(1), options(newHome())));
    expect(alone.trials).toHaveLength(16);
    const home = newHome();
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = ({ message = "" }) => void (message.startsWith("trial 13:") && controller.abort(reason));
    await expect(trainCustomers(learning(3), { ...options(home), signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(readdirSync(join(home, "searches"))).toHaveLength(1);
    expect(resultOf(await trainCustomers(learning(3), options(home)))).toEqual(alone);
  });

  it("stops between trials when it is aborted, and keeps the trials that were done", async () => {
    const home = newHome();
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = ({ message = "" }) => {
      if (message.startsWith("trial 2:")) controller.abort(reason);
    };
    await expect(trainCustomers(searchingConfig, { ...options(home), signal: controller.signal, onProgress })).rejects.toBe(reason);
    const { parents, trials } = await childrenOf(home);
    expect(parents.map(({ status }) => status)).toEqual(["KILLED"]);
    expect(trials.map(({ status }) => status)).toEqual(["FINISHED", "FINISHED"]);
    expect(existsSync(join(home, "bundles"))).toBe(false);
    const other = await trainCustomers({ ...searchingConfig, seed: 1 }, options(home));
    expect(other.details.search?.trials).toHaveLength(5);
    expect((await childrenOf(home)).trials).toHaveLength(7);
    expect(readdirSync(join(home, "searches"))).toHaveLength(1);
  });

  it("tracks trials anew where their runs are gone", async () => {
    const home = newHome();
    const controller = new AbortController();
    const onProgress = ({ message = "" }) => void (message.startsWith("trial 1:") && controller.abort(new Error("x")));
    await expect(trainCustomers(searchingConfig, { ...options(home), signal: controller.signal, onProgress })).rejects.toThrow("x");
    const [file] = readdirSync(join(home, "searches")) as [string];
    const elsewhere = newHome();
    mkdirSync(join(elsewhere, "searches"));
    writeFileSync(join(elsewhere, "searches", file), readFileSync(join(home, "searches", file)));
    const { details } = await trainCustomers(searchingConfig, options(elsewhere));
    const { trials } = await childrenOf(elsewhere);
    expect(trials.map(({ runId }) => runId).sort()).toEqual(details.search?.trials.map(({ runId }) => runId).sort());
  });

  it("of a grid scores on training rows set aside where nothing is cross-validated, and leaves validation alone", async () => {
    const home = newHome();
    const grid = { method: "grid", trials: 4, space: { alpha: { values: [0.1, 10] }, fit_intercept: { values: [true, false] } } };
    const config = { algorithm: "ridge", target: "value", parameters: { alpha: 3 }, search: grid };
    const rows = { xVal: laterRows.select("tenure", "member"), yVal: y(laterRows, "value"), home };
    const { details } = await trainCustomers(config, rows, trainRows.select("tenure", "member"));
    expect(details.search).toMatchObject({ method: "grid", metric: "rmse", scoredOn: "holdout" });
    expect(details.search?.trials.map(({ parameters, score }) => [parameters, score.n])).toEqual([
      [{ alpha: 0.1, fit_intercept: true }, 80],
      [{ alpha: 0.1, fit_intercept: false }, 80],
      [{ alpha: 10, fit_intercept: true }, 80],
      [{ alpha: 10, fit_intercept: false }, 80],
    ]);
    expect(details.parameters).toMatchObject({ fitIntercept: true });
    expect(details.crossValidation).toBeUndefined();
    expect((await childrenOf(home)).trials).toHaveLength(4);
  });

  it("gives trials that fail no score, and tells the first failure where all do", async () => {
    const home = newHome();
    const space = { c: { values: [1, 10] } };
    const config = { algorithm: "logistic_regression", parameters: {}, search: { method: "grid", space } };
    await expect(trainCustomers(config, options(home))).rejects.toMatchObject({
      code: "VALUE_INVALID",
      message: expect.stringContaining("visits"),
    });
    const { trials } = await childrenOf(home);
    expect(trials).toMatchObject([{ status: "FAILED", tags: { "mlops.error": expect.stringContaining("visits") } }, { status: "FAILED" }]);
  });

  it("says where the metric is undefined in every trial", async () => {
    const config = {
      task: "regression",
      algorithm: "ridge",
      parameters: {},
      primaryMetric: "mape",
      search: { space: { alpha: { values: [1] } } },
    };
    const zeros = new Float64Array(400);
    const parsed = TrainingConfig.parse(config as object);
    await expect(train(parsed, {}, trainRows.select("tenure"), zeros, { home: newHome() })).rejects.toMatchObject({
      code: "PARAMETER_INVALID",
      message: expect.stringContaining("mape is undefined in every trial (an actual value is 0)"),
    });
  });

  it("says where its trials cannot be kept", () => {
    const home = newHome();
    writeFileSync(join(home, "searches"), "a file");
    expect(() => new TrialJournal(join(home, "searches", "x.ndjson"))).toThrow(expect.objectContaining({ code: "STATE_UNWRITABLE" }));
    const journal = new TrialJournal(join(home, "kept", "x.ndjson"));
    journal.remove();
    mkdirSync(journal.file);
    const trial = { trial: 1, parameters: {}, score: { value: 1, n: 1, interval: null }, runId: "r" };
    expect(() => journal.append(trial)).toThrow(expect.objectContaining({ code: "STATE_UNWRITABLE" }));
  });
});
