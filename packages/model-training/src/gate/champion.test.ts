import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFiles } from "@mlops/core/bundle";
import type { Label } from "@mlops/core/estimator";
import { LinearRegression } from "@mlops/core/learn";
import { columnOf, makeTable, type TableLike } from "@mlops/core/table";
import { openTracking } from "@mlops/core/tracking";
import { TrainingConfig } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { trainRows, validationRows, x, y } from "../__fixtures__/customers.ts";
import { crown, newHome } from "../__fixtures__/home.ts";
import { measure } from "../evaluate/measure.ts";
import type { Outcome } from "../evaluate/outcome.ts";
import { type Truth, truthOf } from "../evaluate/truth.ts";
import { buildGraph } from "../export/build-graph.ts";
import { bundleSpec } from "../export/bundle-spec.ts";
import { identityFeatures } from "../export/identity-features.ts";
import { train } from "../trainer/train.ts";
import { type ChampionInput, championFigures } from "./champion.ts";

/** Trains a champion of `target` in `home`; gives its own metrics on the validation rows. */
async function champion(home: string, target: string, config: Record<string, unknown> = {}, columns: TableLike = x(trainRows)) {
  const parsed = TrainingConfig.parse({ target, parameters: { iterations: 20 }, registeredModelName: "m", ...config });
  const xVal = validationRows.select(...columns.columnNames());
  const options = { home, xVal, yVal: y(validationRows, target) };
  const { details } = await train(parsed, {}, columns, y(trainRows, target), options);
  await crown(home, "m", details.modelVersion?.version as string);
  return details;
}

async function figures(home: string, input: Pick<ChampionInput, "metric" | "ours" | "truth" | "classes"> & Partial<ChampionInput>) {
  const { registry, close } = await openTracking({ home });
  const given = { registry, name: "m", alias: "champion", x: x(validationRows), level: 0.95, seed: 1 };
  return championFigures({ ...given, ...input }).finally(close);
}

const churnTruth = truthOf(y(validationRows, "churned"), { classes: ["no", "yes"], name: "churned" }) as Extract<
  Truth,
  { kind: "classification" }
>;
const noise = Float64Array.from({ length: 100 }, (_, row) => ((row * 37) % 101) / 101);
const guess: Outcome = { kind: "binary", labels: churnTruth.labels, scores: noise };
const binary = { metric: "auc", ours: guess, truth: churnTruth, classes: ["no", "yes"] as Label[] };

describe("championFigures", () => {
  it("are null without a model, and without a version of that alias", async () => {
    const home = newHome();
    expect(await figures(home, binary)).toBeNull();
    await champion(home, "churned");
    expect(await figures(home, { ...binary, alias: "other" })).toBeNull();
  });

  it("are the champion's own, with DeLong's interval for AUC and a bootstrap's for other metrics", async () => {
    const home = newHome();
    const details = await champion(home, "churned");
    const auc = await figures(home, binary);
    expect(auc).toMatchObject({ version: "1", value: expect.closeTo(details.metrics["auc"]?.value as number, 12) });
    expect(auc?.difference).toBeCloseTo((measure(guess)["auc"]?.value as number) - (auc?.value as number), 12);
    expect(auc?.interval?.[1]).toBeLessThan(0);
    expect(await figures(home, { ...binary, seed: 2 })).toEqual(auc); // nothing is drawn
    const f1 = await figures(home, { ...binary, metric: "f1" });
    expect(f1?.value).toBeCloseTo(details.metrics["f1"]?.value as number, 12);
    expect(f1?.interval?.[0]).toBeLessThan(f1?.difference as number);
    expect(await figures(home, { ...binary, metric: "f1", seed: 2 })).not.toEqual(f1);
  });

  it("compare class by class where the champion has them in another order", async () => {
    const home = newHome();
    const details = await champion(home, "churned", { positiveClass: "no" });
    const reordered = await figures(home, binary);
    expect(reordered?.value).toBeCloseTo(details.metrics["auc"]?.value as number, 9);
    expect(reordered?.difference).toBeCloseTo((measure(guess)["auc"]?.value as number) - (reordered?.value as number), 12);
    const recall = await figures(home, { ...binary, metric: "recall" });
    expect(recall?.value).toBeCloseTo(details.metrics["specificity"]?.value as number, 9);
  });

  it("are there for several classes and for numbers", async () => {
    const home = newHome();
    const details = await champion(home, "segment");
    const classes = ["high", "low", "middle"];
    const truth = truthOf(y(validationRows, "segment"), { classes, name: "segment" }) as Extract<Truth, { kind: "classification" }>;
    const even = Array.from({ length: 3 }, () => new Float64Array(100).fill(1 / 3));
    const multiclass = await figures(home, {
      metric: "log_loss",
      ours: { kind: "multiclass", labels: truth.labels, probabilities: even },
      truth,
      classes,
    });
    expect(multiclass?.value).toBeCloseTo(details.metrics["log_loss"]?.value as number, 12);
    expect(multiclass?.difference).toBeCloseTo(Math.log(3) - (multiclass?.value as number), 12);

    const other = newHome();
    const regression = await champion(other, "value");
    const actual = Float64Array.from({ length: 100 }, (_, row) => y(validationRows, "value").at(row) as number);
    const ours: Outcome = { kind: "regression", actual, predicted: actual };
    const rmse = await figures(other, { metric: "rmse", ours, truth: { kind: "regression", actual }, classes: null });
    expect(rmse?.value).toBeCloseTo(regression.metrics["rmse"]?.value as number, 9);
    expect(rmse?.difference).toBeCloseTo(-(rmse?.value as number), 12);
  });

  const reasonOf = async (home: string, input: Parameters<typeof figures>[1] = binary) => {
    const found = await figures(home, input);
    expect(found).toMatchObject({ version: "1", value: null, difference: null, interval: null });
    return found?.reason;
  };

  it("are missing, with a reason, where the champion was made for something else", async () => {
    const segments = newHome();
    await champion(segments, "segment");
    expect(await reasonOf(segments)).toBe("its classes are high, low, middle");
    const numbers = newHome();
    await champion(numbers, "value");
    expect(await reasonOf(numbers)).toBe("it was trained for regression");
    const columns = newHome();
    await champion(columns, "churned", {}, trainRows.select("tenure", "member", "year"));
    expect(await reasonOf(columns)).toMatch(/column "year" is missing/);
  });

  it("are missing where the metric is undefined for it, and where its files are damaged", async () => {
    const home = newHome();
    await champion(home, "value");
    const actual = new Float64Array(100);
    const ours: Outcome = { kind: "regression", actual, predicted: actual.map(() => 1) };
    const input = { metric: "mape", ours, truth: { kind: "regression", actual } as const, classes: null };
    expect(await reasonOf(home, input)).toBe("an actual value is 0");
    const { registry, close } = await openTracking({ home });
    const { folder } = await registry.resolveModelUri("models:/m/1").finally(close);
    appendFileSync(join(folder, "model.onnx"), "x");
    expect(await reasonOf(home, { ...input, metric: "rmse" })).toMatch(/model\.onnx/);
  });

  it("of a foreign model depend on what it predicts", async () => {
    const home = newHome();
    const { registry, tracker, close } = await openTracking({ home });
    const run = await tracker.startRun({});
    const { modelId } = await run.logModel({ name: "model", files: foreignFiles() });
    await registry.registerModel({ name: "m", modelId });
    await registry.setAlias("m", "champion", "1").finally(close);
    const actual = Float64Array.from({ length: 100 }, (_, row) => y(validationRows, "value").at(row) as number);
    const regression = {
      metric: "rmse",
      ours: { kind: "regression", actual, predicted: actual } as Outcome,
      truth: { kind: "regression", actual } as Truth,
    };
    expect(await figures(home, { ...regression, classes: null })).toMatchObject({ version: "1", value: expect.any(Number) });
    expect(await reasonOf(home)).toBe('it does not predict "probability_no"');
  });
});

/** A model directory without the files that only ours have, as another exporter would write it. */
function foreignFiles(): Map<string, Uint8Array> {
  const table = makeTable({ tenure: columnOf(trainRows, "tenure") });
  const features = identityFeatures(table);
  const values = Float64Array.from({ length: 400 }, (_, row) => y(trainRows, "value").at(row) as number);
  const model = new LinearRegression().fit(features.toMatrix(table), { kind: "regression", values });
  const built = buildGraph({ name: "foreign", features, model, version: "1" });
  const files = bundleFiles(
    bundleSpec({
      built,
      model,
      features,
      rows: table,
      goldenRows: 3,
      seed: 0,
      target: "value",
      parameters: {},
      metrics: {},
      profile: null,
      version: "1",
    }),
  );
  const text = new TextDecoder().decode(files.get("MLmodel")).replace(/mlops_onnx_loader/g, "mlflow.onnx");
  return new Map([
    ["MLmodel", new TextEncoder().encode(text)],
    ["model.onnx", files.get("model.onnx") as Uint8Array],
  ]);
}
