import { readBundle } from "@mlops/core/bundle";
import { PROBABILITY_FLOOR } from "@mlops/core/metrics";
import { columnOf, type Table } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { validationRows, x } from "../__fixtures__/customers.ts";
import { crown, newHome } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";

const valuesOf = (table: Table, name: string): unknown[] => Array.from(table.array(name) as ArrayLike<unknown>);
const sure = { parameters: { iterations: 60, learningRate: 0.5, minSamplesLeaf: 2 } }; // too sure of itself
const quiet = { evaluation: { permutationRepeats: 0, partialDependence: 0 } };

describe("calibration", () => {
  it.each(["platt", "isotonic"] as const)("by %s is learned out of fold, lowers the loss and is in the graph", async (calibration) => {
    const options = () => ({ ...validated("churned"), home: newHome() });
    const plain = await trainCustomers({ ...sure, ...quiet }, options());
    const { details } = await trainCustomers({ ...sure, ...quiet, calibration }, options());
    expect(details.calibration).toMatchObject({ method: calibration, rows: 400 });
    expect(details.calibration?.after.value).toBeLessThan(details.calibration?.before.value as number);
    expect(details.metrics["log_loss"]?.value).toBeLessThan(plain.details.metrics["log_loss"]?.value as number);
    expect(details.parity).toMatchObject({ ok: true, labelsEqual: true, tolerance: 1e-6 });
    expect(details.parity.maxError).toBeLessThanOrEqual(1e-12);
    expect(details.crossValidation?.folds).toHaveLength(5);
    const bundle = await readBundle(details.bundle);
    expect(bundle.metadata?.["calibration"]).toBe(calibration);
    const scores = columnOf(bundle.predict(x(validationRows)), "probability_yes");
    const labels = columnOf(validationRows, "churned");
    let loss = 0;
    for (let row = 0; row < 100; row++) {
      const p = Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, scores.at(row) as number));
      loss -= Math.log(labels.at(row) === "yes" ? p : 1 - p) / 100;
    }
    expect(loss).toBeCloseTo(details.metrics["log_loss"]?.value as number, 9);
  });

  it("of several classes keeps sums at 1 and parity", async () => {
    const { details } = await trainCustomers({ target: "segment", ...sure, ...quiet, calibration: "isotonic" }, { home: newHome() });
    expect(details.evaluations[0]?.set).toBe("out_of_fold");
    expect(details.calibration?.after.value).toBeLessThan(details.calibration?.before.value as number);
    const out = (await readBundle(details.bundle)).predict(x(validationRows));
    for (let row = 0; row < 100; row += 9) {
      const sum = ["high", "low", "middle"].reduce((total, name) => total + (columnOf(out, `probability_${name}`).at(row) as number), 0);
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  it("is never learned from predictions of the rows that the model saw: the out-of-fold figures are those of other folds", async () => {
    const { details } = await trainCustomers(
      { ...sure, ...quiet, calibration: "isotonic", crossValidation: { folds: 4 } },
      { home: newHome() },
    );
    expect(details.metrics["log_loss"]?.value).toBeCloseTo(details.calibration?.after.value as number, 12);
    expect(details.crossValidation?.folds).toHaveLength(4);
  });
});

describe("a threshold", () => {
  it("by cost calls more rows positive where missing one is dear, in metrics, confusion and graph alike", async () => {
    const config = { ...quiet, threshold: { method: "cost", falseNegative: 20 } };
    const { details } = await trainCustomers(config, { ...validated("churned"), home: newHome() });
    const threshold = details.threshold?.value as number;
    expect(details.threshold).toMatchObject({ method: "cost", rows: 400, positiveClass: "yes" });
    expect(threshold).toBeLessThan(0.5);
    const bundle = await readBundle(details.bundle);
    expect(bundle.metadata?.["threshold"]).toBe(threshold);
    const out = bundle.predict(x(validationRows));
    const called = valuesOf(out, "label");
    expect(called).toEqual(valuesOf(out, "probability_yes").map((p) => ((p as number) >= threshold ? "yes" : "no")));
    const actual = valuesOf(validationRows, "churned");
    const count = (is: string, call: string) => actual.filter((label, row) => label === is && called[row] === call).length;
    expect(details.confusion).toEqual({
      classes: ["no", "yes"],
      counts: [
        [count("no", "no"), count("no", "yes")],
        [count("yes", "no"), count("yes", "yes")],
      ],
    });
    expect(details.metrics["recall"]?.value).toBeCloseTo(count("yes", "yes") / (count("yes", "yes") + count("yes", "no")), 12);
    expect(details.parity).toMatchObject({ ok: true, labelsEqual: true });
  });

  it("by F-beta or fixed works with calibration and without cross-validation", async () => {
    const both = await trainCustomers({ ...quiet, calibration: "platt", threshold: { method: "f_beta", beta: 2 } }, { home: newHome() });
    expect(both.details).toMatchObject({ threshold: { method: "f_beta" }, calibration: { method: "platt" }, parity: { ok: true } });
    const fixed = await trainCustomers(
      { ...quiet, threshold: { method: "fixed", value: 0.9 } },
      { ...validated("churned"), home: newHome() },
    );
    expect(fixed.details.threshold).toEqual({ method: "fixed", value: 0.9, score: null, rows: 0, positiveClass: "yes" });
    expect(fixed.details.crossValidation).toBeUndefined();
    const labels = (await readBundle(fixed.details.bundle)).compiled.outputs.map(({ name }) => name);
    expect(labels).toEqual(["label", "probability_no", "probability_yes"]);
  });

  it("of a champion counts when it is compared", async () => {
    const home = newHome();
    const rows = { ...validated("churned"), home };
    const gate = { metric: "recall", minImprovement: 0 };
    const champion = await trainCustomers({ ...quiet, threshold: { method: "fixed", value: 0.99 } }, rows);
    await crown(home, "customers", "1");
    const { details } = await trainCustomers({ ...quiet, gate }, rows);
    expect(details.gate.champion?.value).toBeCloseTo(champion.details.metrics["recall"]?.value as number, 12);
    expect(details.gate).toMatchObject({ passed: true, champion: { version: "1" } });
    const turned = await trainCustomers({ ...quiet, gate: { metric: "specificity" }, positiveClass: "no" }, rows);
    expect(turned.details.gate.champion?.value).toBeCloseTo(champion.details.metrics["recall"]?.value as number, 12);
  });
});

it.each([
  ["calibration of numbers", { target: "value", calibration: "platt" }, /calibration is not valid: a target of numbers/],
  ["a threshold of numbers", { target: "value", threshold: { method: "cost" } }, /threshold is not valid: .*regression/],
  ["a threshold of three classes", { target: "segment", threshold: { method: "cost" } }, /threshold is not valid: .*multiclass/],
])("%s is refused", async (_, config, message) => {
  await expect(trainCustomers(config, { home: newHome() })).rejects.toMatchObject({
    code: "PARAMETER_INVALID",
    message: expect.stringMatching(message),
  });
});
