import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FittedFeatures } from "@mlops/core/estimator";
import { openTracking, serveTracking } from "@mlops/core/tracking";
import { TrainingConfig } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { laterRows, trainRows, validationRows, x, y } from "../__fixtures__/customers.ts";
import { bundlesIn, crown, newHome, tracked } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";
import { identityFeatures } from "../export/identity-features.ts";
import { type Trained, train } from "./train.ts";
import type { TrainOptions } from "./train-options.ts";

const linear = { algorithm: "ridge", target: "value", parameters: {} };
/** Rows without gaps, for linear models. */
const complete = { xVal: validationRows.select("tenure", "member"), yVal: y(validationRows, "value") };

describe("a model that passes", () => {
  it("is judged on validation, kept, registered and described", async () => {
    const home = newHome();
    const { details, output } = await trainCustomers(
      {
        gate: { threshold: 0.8 },
        description: "who leaves",
        tags: { team: "crm" },
        baselines: [{ name: "other", metric: "auc", value: 0.9 }],
      },
      { ...validated("churned"), home, tags: { note: "first" } },
    );
    expect(details).toMatchObject({
      algorithm: "gradient_boosting",
      task: "classification",
      target: "churned",
      rows: 400,
      features: 3,
      primaryMetric: "auc",
      gate: { passed: true, reason: "first_version", metric: "auc", threshold: 0.8 },
      parity: { rows: 132, ok: true, labelsEqual: true },
      modelUri: "models:/customers/1",
      modelVersion: {
        version: "1",
        aliases: ["challenger"],
        description: "who leaves",
        tags: { team: "crm", "mlops.gate": "first_version" },
      },
      baselines: [{ name: "other", metric: "auc", value: 0.9, note: "" }],
    });
    expect(details.evaluations.map(({ set }) => set)).toEqual(["validation"]);
    expect(details.metrics["auc"]?.n).toBe(100);
    expect(details.metrics["auc"]?.value).toBeGreaterThan(0.85);
    expect(details.curves.roc?.length).toBeGreaterThan(10);
    expect(details.importances.map(({ feature }) => feature)).toEqual(["tenure", "visits", "member"]);
    expect(details.importances.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(output).toMatchObject({ kind: "training", bundle: details.bundle, modelUri: "models:/customers/1", metrics: details.metrics });
    expect(details.bundle).toBe(join(home, "bundles", bundlesIn(home)[0] as string));

    const { runs, versions, models } = await tracked(home, "customers");
    expect([versions, models]).toEqual([["1"], ["READY"]]);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      name: "customers",
      status: "FINISHED",
      params: { algorithm: "gradient_boosting", iterations: "20", numLeaves: "31", seed: "0", rows: "400" },
      tags: { team: "crm", note: "first", "mlops.gate": "first_version" },
    });
    expect(runs[0]?.metrics["auc"]).toBeCloseTo(details.metrics["auc"]?.value as number, 12);
  });

  it("is measured on the training rows where there are no others, with a gate that asks for nothing", async () => {
    const home = newHome();
    const { details } = await trainCustomers({ registerModel: false }, { home });
    expect(details.evaluations.map(({ set }) => set)).toEqual(["train"]);
    expect(details.metrics["auc"]?.n).toBe(400);
    expect(details.gate).toMatchObject({ passed: true, reason: "first_version" });
    expect(details.modelVersion).toBeUndefined();
    expect(details.modelUri).toMatch(/^models:\/m-/);
    expect((await tracked(home, "customers")).versions).toEqual([]);
  });

  it("is not registered when the call says so, and takes the configured name and alias when it is", async () => {
    const home = newHome();
    expect((await trainCustomers({}, { ...validated("churned"), home, registerModel: false })).details.modelVersion).toBeUndefined();
    const { details } = await trainCustomers({ registeredModelName: "named", alias: "candidate" }, { ...validated("churned"), home });
    expect(details.modelVersion).toMatchObject({ name: "named", version: "1", aliases: ["candidate"] });
  });

  it("has classes in the order that positiveClass asks for", async () => {
    const { details } = await trainCustomers({ positiveClass: "no", registerModel: false }, { ...validated("churned"), home: newHome() });
    const { details: other } = await trainCustomers({ registerModel: false }, { ...validated("churned"), home: newHome() });
    expect(details.metrics["auc"]?.value).toBeCloseTo(other.metrics["auc"]?.value as number, 9);
    expect(details.metrics["recall"]?.value).toBeCloseTo(other.metrics["specificity"]?.value as number, 9);
  });

  it("learns three classes, and numbers", async () => {
    const { details } = await trainCustomers(
      { target: "segment", gate: { metric: "accuracy", threshold: 0.7 } },
      { ...validated("segment"), home: newHome() },
    );
    expect(details).toMatchObject({ primaryMetric: "accuracy", gate: { metric: "accuracy", passed: true }, curves: {} });
    expect(Object.keys(details.metrics)).toContain("auc_ovr_macro");
    const regression = await trainCustomers(linear, { ...complete, home: newHome() }, trainRows.select("tenure", "member"));
    expect(regression.details).toMatchObject({
      task: "regression",
      primaryMetric: "rmse",
      importances: [],
      parity: { tolerance: 1e-12, ok: true },
    });
    expect(regression.details.metrics["r2"]?.value).toBeGreaterThan(0.5);
  });
});

describe("holdouts", () => {
  it("are evaluated by the bundle, per group, rows without a label left out", async () => {
    const home = newHome();
    const labels = Array.from({ length: laterRows.numRows() }, (_, row) => (row % 4 === 0 ? null : y(laterRows, "churned").at(row)));
    const { details } = await trainCustomers(
      {},
      {
        ...validated("churned"),
        home,
        holdouts: {
          later: { x: laterRows.select("tenure", "visits", "member", "year"), y: labels, groupBy: "year" },
          whole: { x: x(laterRows), y: y(laterRows, "churned") },
        },
      },
    );
    const [, ...held] = details.evaluations;
    expect(held.map(({ set, group }) => [set, group])).toEqual([
      ["later", "2016"],
      ["later", "2017"],
      ["later", "2018"],
      ["whole", undefined],
    ]);
    expect(held.slice(0, 3).reduce((sum, { metrics }) => sum + (metrics["auc"]?.n ?? 0), 0)).toBe(75);
    expect(held[3]?.metrics["auc"]?.n).toBe(100);
    const { runs } = await tracked(home, "customers");
    expect(runs[0]?.metrics["later/2017/auc"]).toBeCloseTo(held[1]?.metrics["auc"]?.value as number, 12);
    expect(runs[0]?.metrics["whole/auc"]).toBeCloseTo(held[3]?.metrics["auc"]?.value as number, 12);
  });

  it("are looked at before anything is fitted", async () => {
    const fits: string[] = [];
    const onProgress = ({ message = "" }) => void fits.push(message);
    const attempt = (holdouts: TrainOptions["holdouts"]) =>
      trainCustomers({}, { ...validated("churned"), home: newHome(), onProgress, holdouts: holdouts as NonNullable<typeof holdouts> });
    const rows = { x: x(laterRows), y: y(laterRows, "churned") };
    await expect(attempt({ later: { ...rows, groupBy: "yaer" } })).rejects.toMatchObject({ code: "COLUMN_MISSING" });
    await expect(attempt({ later: { ...rows, y: ["yes"] } })).rejects.toMatchObject({
      code: "COLUMN_LENGTH",
      message: expect.stringContaining("later"),
    });
    await expect(attempt({ later: { ...rows, y: y(laterRows, "segment") } })).rejects.toMatchObject({ code: "VALUE_INVALID" });
    await expect(attempt({ validation: rows })).rejects.toMatchObject({ code: "PARAMETER_INVALID", hint: "give the holdout another name" });
    expect(fits).toEqual([]);
  });
});

describe("the gate", () => {
  it("registers nothing when it blocks, and the run says so", async () => {
    const home = newHome();
    const { details } = await trainCustomers({ gate: { threshold: 0.999 } }, { ...validated("churned"), home });
    expect(details.gate).toMatchObject({ passed: false, reason: "below_threshold" });
    expect(details.modelUri).toMatch(/^models:\/m-/);
    const { runs, versions, models } = await tracked(home, "customers");
    expect(runs).toMatchObject([{ status: "FINISHED", tags: { "mlops.gate": "below_threshold" } }]);
    expect([versions, models]).toEqual([[], ["READY"]]);
  });

  it("compares with the champion on the same rows", async () => {
    const home = newHome();
    await trainCustomers({ parameters: { iterations: 1, numLeaves: 2 } }, { ...validated("churned"), home });
    await crown(home, "customers", "1");
    const strict = { gate: { minImprovement: 0.01 } };
    const better = await trainCustomers(strict, { ...validated("churned"), home });
    expect(better.details.gate).toMatchObject({ passed: true, reason: "passed", champion: { version: "1" } });
    await crown(home, "customers", "2");
    const same = await trainCustomers(strict, { ...validated("churned"), home });
    expect(same.details.gate).toMatchObject({ passed: false, reason: "not_better", champion: { version: "2", difference: 0 } });
    expect((await trainCustomers({ gate: { enabled: false } }, { ...validated("churned"), home })).details.gate).toEqual({
      passed: true,
      reason: "disabled",
      metric: "auc",
      value: same.details.gate.value,
    });
  });
});

describe("a graph that says something else than the model", () => {
  const wrong = (): FittedFeatures => {
    const features = identityFeatures(x(trainRows));
    const lower: FittedFeatures["lower"] = (graph, inputs) => graph.node("Neg", [features.lower(graph, inputs)]);
    return { ...features, lower };
  };

  it("is PARITY_BROKEN, leaves nothing but its run, and a retry into the same folder works", async () => {
    const home = newHome();
    const folder = join(home, "runs", "one");
    const options = { ...validated("churned"), home, folder };
    await expect(trainCustomers({}, { ...options, features: wrong() })).rejects.toMatchObject({
      code: "PARITY_BROKEN",
      name: "MLOpsError",
    });
    expect(bundlesIn(folder)).toEqual([]);
    expect((await tracked(home, "customers")).models).toEqual([]);
    const { details } = await trainCustomers({}, options);
    expect(details.modelVersion?.version).toBe("1");
    const again = await trainCustomers({}, options);
    expect(bundlesIn(folder)).toHaveLength(2);
    expect(again.details.bundle.startsWith(folder)).toBe(true);
    expect((await tracked(home, "customers")).runs.map(({ status }) => status)).toEqual(["FAILED", "FINISHED", "FINISHED"]);
  });
});

describe("an abort", () => {
  it.each(["fitting", "exporting", "evaluating"])("while %s ends the run as KILLED and leaves nothing half-written", async (phase) => {
    const home = newHome();
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = ({ message = "" }) => {
      if (message.startsWith(phase)) controller.abort(reason);
    };
    const later = { x: x(laterRows), y: y(laterRows, "churned") };
    await expect(
      trainCustomers({}, { ...validated("churned"), home, signal: controller.signal, onProgress, holdouts: { later } }),
    ).rejects.toBe(reason);
    const { runs, versions, models } = await tracked(home, "customers");
    expect(runs.map(({ status }) => status)).toEqual(["KILLED"]);
    expect([versions, models, bundlesIn(home)]).toEqual([[], [], []]);
  });

  it("is told to a server too, though the signal ends all requests to it", async () => {
    const home = newHome();
    const server = await serveTracking({ home });
    try {
      const controller = new AbortController();
      const onProgress = () => controller.abort(new Error("enough"));
      const config = TrainingConfig.parse({ target: "churned" });
      const options = { home, name: "customers", signal: controller.signal, onProgress };
      const trackingUri = server.url;
      await expect(train(config, { trackingUri }, x(trainRows), y(trainRows, "churned"), options)).rejects.toThrow("enough");
    } finally {
      await server.close();
    }
    expect((await tracked(home, "customers")).runs.map(({ status }) => status)).toEqual(["KILLED"]);
  });

  it("before the start starts nothing", async () => {
    const home = newHome();
    await expect(trainCustomers({}, { home, signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    expect((await tracked(home, "customers")).runs).toEqual([]);
  });
});

describe("the same seed and rows", () => {
  const bytes = ({ details }: Trained, file: string) => readFileSync(join(details.bundle, file));

  it("give the same graph, golden rows and profile; the moment of creation is the caller's", async () => {
    const sampled = { parameters: { iterations: 10, row_sample: 0.5, feature_sample: 0.7 }, goldenRows: 10 };
    const options = () => ({ ...validated("churned"), home: newHome(), createdAt: new Date(0) });
    const [one, two, other] = [
      await trainCustomers(sampled, { ...options(), seed: 5 }),
      await trainCustomers({ ...sampled, seed: 5 }, options()),
      await trainCustomers(sampled, { ...options(), seed: 6 }),
    ];
    for (const file of ["model.onnx", "golden-rows.json", "reference-profile.json", "input_example.json"])
      expect(bytes(two, file)).toEqual(bytes(one, file));
    expect(bytes(other, "model.onnx")).not.toEqual(bytes(one, "model.onnx"));
    expect(String(bytes(one, "MLmodel"))).toMatch(/1970-01-01/);
  });

  it("give what tracking keeps and what the folder holds byte for byte", async () => {
    const home = newHome();
    const { details } = await trainCustomers({}, { ...validated("churned"), home });
    const { registry, close } = await openTracking({ home });
    const { folder } = await registry.resolveModelUri(details.modelUri).finally(close);
    for (const file of ["MLmodel", "model.onnx", "mlops.json"])
      expect(readFileSync(join(folder, file))).toEqual(bytes({ details } as Trained, file));
  });
});

it("tells of each step", async () => {
  const steps = new Set<string>();
  await trainCustomers({}, { ...validated("churned"), home: newHome(), onProgress: ({ message = "" }) => void steps.add(message) });
  expect([...steps]).toEqual(["fitting gradient_boosting", "exporting one graph", "evaluating the bundle", "explaining the model"]);
});
