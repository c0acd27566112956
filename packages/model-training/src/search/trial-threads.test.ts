import type { FittedFeatures } from "@mlops/core/estimator";
import { TrainingConfig } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { trainRows, x, y } from "../__fixtures__/customers.ts";
import { identityFeatures } from "../export/identity-features.ts";
import { plainFolds } from "../folds/split-folds.ts";
import { type ScoredTrial, scoreTrial, type TrialSetting, type TrialTask } from "./score-trial.ts";
import { scoreInThreads } from "./trial-threads.ts";

const features: FittedFeatures = identityFeatures(x(trainRows));
const { algorithm, parameters } = TrainingConfig.parse({ parameters: { iterations: 4 } });
const value = y(trainRows, "value");
const setting: TrialSetting = {
  config: { algorithm, parameters, search: { space: {} } },
  rows: {
    raw: x(trainRows),
    features,
    x: features.toMatrix(x(trainRows)),
    y: { kind: "regression", values: Float64Array.from({ length: value.length }, (_, row) => Number(value.at(row))) },
    weights: Float64Array.from({ length: value.length }, (_, row) => 1 + (row % 3)),
    metricWeights: Float64Array.from({ length: value.length }, (_, row) => 1 + (row % 3)),
  },
  plan: { method: "plain", folds: plainFolds(value.length, 3, 1) },
  metric: "rmse",
  seed: 5,
};
const tasks = (...leaves: number[]): TrialTask[] => leaves.map((minSamplesLeaf, at) => ({ trial: at + 1, parameters: { minSamplesLeaf } }));
const dying = new URL("../__fixtures__/dying-trials.ts", import.meta.url);
const handles = (): number => process.getActiveResourcesInfo().filter((kind) => /worker|messageport/i.test(kind)).length;

async function scored(given: readonly TrialTask[], threads: number, entry?: URL): Promise<ScoredTrial[]> {
  const found: ScoredTrial[] = [];
  for await (const outcome of scoreInThreads(setting, given, { threads, ...(entry ? { entry } : {}) })) found.push(outcome.scored);
  return found.sort((a, b) => a.trial - b.trial);
}

describe("trials in threads", () => {
  it("have the scores that they have here, a refused parameter included, and leave no thread behind", async () => {
    const before = handles();
    const given = tasks(5, 20, -1, 40);
    const here = await Promise.all(given.map((task) => scoreTrial(setting, task)));
    expect(here.map(({ scored: { error } }) => error === undefined)).toEqual([true, true, false, true]);
    expect(await scored(given, 2)).toEqual(here.map((outcome) => outcome.scored));
    expect(handles()).toBe(before);
  });

  it("that kill their thread are failed trials with a reason, and the others go on", async () => {
    const trials = await scored(tasks(5, 7, 20, 8, 40), 2, dying);
    expect(trials.map(({ score }) => score.reason ?? "scored")).toEqual([
      "scored",
      "its thread died",
      "scored",
      "its thread died",
      "scored",
    ]);
    expect(trials[1]?.error).toMatch(/trial 2.*ended with code 9/);
    expect(trials[3]?.error).toMatch(/trial 4.*out of luck/);
  });

  it("end with the signal, in the middle of a fit", async () => {
    const controller = new AbortController();
    const before = handles();
    const long: TrialSetting = { ...setting, config: { ...setting.config, parameters: { iterations: 100_000 } } };
    const run = async () => {
      for await (const _ of scoreInThreads(long, tasks(5, 6), { threads: 1, signal: controller.signal })) expect.unreachable();
    };
    setTimeout(() => controller.abort(new Error("enough")), 400);
    const started = performance.now();
    await expect(run()).rejects.toThrow("enough");
    expect(performance.now() - started).toBeLessThan(5000);
    expect(handles()).toBe(before);
  });
});
