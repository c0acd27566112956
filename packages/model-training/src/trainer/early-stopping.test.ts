import { columnOf, makeTable, type TableLike } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { laterRows, trainRows, validationRows, x, y } from "../__fixtures__/customers.ts";
import { newHome, tracked } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";

const stopping = {
  earlyStopping: "validation",
  parameters: { iterations: 200, learningRate: 0.3, earlyStoppingRounds: 5 },
  evaluation: { permutationRepeats: 0, partialDependence: 0 },
};
const test = { x: x(laterRows), y: y(laterRows, "churned") };

/** The validation rows, each label the other way round. */
function turned() {
  const labels = y(validationRows, "churned");
  return { xVal: x(validationRows), yVal: Array.from({ length: labels.length }, (_, row) => (labels.at(row) === "yes" ? "no" : "yes")) };
}

describe("validation rows that say when to stop", () => {
  it("are not learned from, choose the number of trees, and are said to flatter the model", async () => {
    const home = newHome();
    const { details } = await trainCustomers(stopping, { ...validated("churned"), home });
    expect(details.earlyStopping).toMatchObject({ watched: "validation", patience: 5, most: 200 });
    const rounds = details.earlyStopping?.rounds as number;
    expect(rounds).toBeGreaterThan(1);
    expect(rounds).toBeLessThan(100);
    expect(details.warnings).toEqual([expect.stringMatching(/chose the number of trees: their own figures flatter the model/)]);
    const { runs } = await tracked(home, "customers");
    expect(runs[0]?.params).toMatchObject({ early_stopping: "validation" });
    // the same rounds on the same rows without looking at others
    const plain = await trainCustomers(
      { ...stopping, earlyStopping: "internal", parameters: { iterations: rounds, learningRate: 0.3 } },
      { ...validated("churned"), home: newHome() },
    );
    expect(plain.details.metrics["auc"]?.value).toBeCloseTo(details.metrics["auc"]?.value as number, 9);
    expect(plain.details.warnings).toBeUndefined();
    expect(plain.details.earlyStopping).toBeUndefined();
  });

  it("leave judging to the holdout test, which may face a gate", async () => {
    const gate = { threshold: 0.7, minImprovement: 0 };
    const { details } = await trainCustomers({ ...stopping, gate }, { ...validated("churned"), home: newHome(), holdouts: { test } });
    expect(details.evaluations.map(({ set, metrics }) => [set, metrics["auc"]?.n])).toEqual([
      ["test", 100],
      ["validation", 100],
    ]);
    expect(details.gate).toMatchObject({ passed: true, value: details.evaluations[0]?.metrics["auc"]?.value });
  });

  it("leave judging to the folds where there is no such holdout", async () => {
    const config = { ...stopping, crossValidation: { folds: 3 }, gate: { threshold: 0.6 } };
    const { details } = await trainCustomers(config, { ...validated("churned"), home: newHome() });
    expect(details.evaluations.map(({ set }) => set)).toEqual(["out_of_fold", "cross_validation", "validation"]);
    expect(details.gate.passed).toBe(true);
  });

  it("tell folds and trials nothing: those stop by a share of their own training rows", async () => {
    const config = {
      ...stopping,
      crossValidation: { folds: 3 },
      search: { trials: 2, space: { num_leaves: { values: [4, 31] } } },
    };
    const run = (rows: Parameters<typeof trainCustomers>[1]) => trainCustomers(config, { ...rows, home: newHome() });
    const [a, b] = await Promise.all([run(validated("churned")), run(turned())]);
    expect(b.details.crossValidation).toEqual(a.details.crossValidation);
    expect(b.details.search?.trials.map(({ score }) => score)).toEqual(a.details.search?.trials.map(({ score }) => score));
    expect(b.details.earlyStopping?.rounds).toBeLessThan(a.details.earlyStopping?.rounds as number);
  });

  it("are weighted where they have weights", async () => {
    const rounds = async (options: object) =>
      (await trainCustomers(stopping, { ...validated("churned"), home: newHome(), ...options })).details.earlyStopping?.rounds;
    const bad = Float64Array.from({ length: 100 }, (_, row) => (row < 50 ? 0 : 1));
    const labels = y(validationRows, "churned");
    const mixed = Array.from({ length: 100 }, (_, row) => (row < 50 === (labels.at(row) === "yes") ? "no" : "yes")); // the first half is turned round
    expect(await rounds({ yVal: mixed, weightVal: bad })).not.toBe(await rounds({ yVal: mixed }));
  });

  it.each([
    ["a gate that they would judge themselves", { ...stopping, gate: { threshold: 0.5 } }, validated("churned"), "gate", /flatter/],
    ["no rows to watch", stopping, {}, "earlyStopping", /no validation rows/],
    ["nothing that stops", { ...stopping, parameters: {} }, validated("churned"), "earlyStopping", /nothing stops early/],
    [
      "a learner that does not stop",
      { ...stopping, algorithm: "logistic_regression", parameters: {} },
      validated("churned"),
      "earlyStopping",
      /nothing/,
    ],
    [
      "a champion on folds",
      { ...stopping, crossValidation: { folds: 3 }, gate: { minImprovement: 0 } },
      validated("churned"),
      "gate",
      /may have learned/,
    ],
  ])("refuses %s", async (_, config, rows, parameter, message) => {
    const attempt = trainCustomers(config, { ...rows, home: newHome() });
    await expect(attempt).rejects.toMatchObject({
      code: "PARAMETER_INVALID",
      fields: { parameter },
      message: expect.stringMatching(message),
    });
  });
});

describe("a fold that stops early", () => {
  /** The training rows, the labels at some places turned round. */
  const labelled = (places: ReadonlySet<number>) => {
    const labels = y(trainRows, "churned");
    return makeTable({
      ...Object.fromEntries(
        x(trainRows)
          .columnNames()
          .map((name) => [name, columnOf(trainRows, name)]),
      ),
      churned: Array.from({ length: labels.length }, (_, row) => ((labels.at(row) === "yes") !== places.has(row) ? "yes" : "no")),
      part: Array.from({ length: labels.length }, (_, row) => row % 4),
    });
  };
  const predictions = async (table: TableLike) => {
    const home = newHome();
    const { train } = await import("./train.ts");
    const { TrainingConfig } = await import("@mlops/models");
    const config = TrainingConfig.parse({
      target: "churned",
      parameters: { iterations: 100, learningRate: 0.3, earlyStoppingRounds: 3 },
      evaluation: { permutationRepeats: 0, partialDependence: 0 },
      crossValidation: { folds: 4, groupBy: "part" },
    });
    const raw = makeTable(
      Object.fromEntries(table.columnNames().flatMap((name) => (name === "churned" ? [] : [[name, columnOf(table, name)]]))),
    );
    const { details } = await train(config, {}, raw, columnOf(table, "churned"), { home, name: "folds" });
    return details.crossValidation?.folds.map(({ metrics }) => metrics["auc"]?.value);
  };

  it("does not look at the rows it is judged on: their labels change nothing but the score", async () => {
    const own = await predictions(labelled(new Set()));
    const places = new Set(Array.from({ length: 400 }, (_, row) => row).filter((row) => row % 4 === 2));
    const turned = await predictions(labelled(places));
    // some fold holds exactly the rows of part 2: there the same ranking meets the opposite labels, so the areas add up to 1
    const sums = own?.map((value, fold) => (value as number) + (turned?.[fold] as number));
    expect(sums?.filter((sum) => Math.abs(sum - 1) < 1e-12)).toHaveLength(1);
  });
});
