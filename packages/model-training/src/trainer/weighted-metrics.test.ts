import { binaryMetrics } from "@mlops/core/metrics";
import { columnOf, makeTable, type TableLike } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { laterRows, trainRows, validationRows, x, y } from "../__fixtures__/customers.ts";
import { newHome } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";

const quick = { evaluation: { permutationRepeats: 2, partialDependence: 0, slices: ["member"] } };
const weightOf = (rows: number) => Float64Array.from({ length: rows }, (_, row) => 1 + (row % 5));
const withWeight = (table: TableLike): TableLike => {
  const columns = Object.fromEntries(table.columnNames().map((name) => [name, columnOf(table, name)]));
  return makeTable({ ...columns, weight: weightOf(table.numRows()) });
};

describe("weighted metrics", () => {
  it("weigh the validation rows by weightVal, in every figure", async () => {
    const { bundle, ...rest } = (await trainCustomers(quick, { ...validated("churned"), home: newHome(), weightVal: weightOf(100) }))
      .details;
    const plain = (await trainCustomers(quick, { ...validated("churned"), home: newHome() })).details;
    expect(rest).toMatchObject({ weighted: true });
    expect(plain.weighted).toBeUndefined();
    const { readBundle } = await import("@mlops/core/bundle");
    const table = (await readBundle(bundle)).predict(x(validationRows));
    const scores = Float64Array.from({ length: 100 }, (_, row) => columnOf(table, "probability_yes").at(row) as number);
    const labels = Int32Array.from({ length: 100 }, (_, row) => (y(validationRows, "churned").at(row) === "yes" ? 1 : 0));
    for (const [name, { value }] of Object.entries(binaryMetrics({ labels, scores }, { sampleWeight: weightOf(100) }))) {
      expect(rest.metrics[name]?.value).toBeCloseTo(value as number, 6);
      expect(rest.metrics[name]?.n).toBe(100);
    }
    expect(rest.metrics["auc"]).not.toEqual(plain.metrics["auc"]);
    expect(rest.slices).not.toEqual(plain.slices);
    expect(rest.permutation?.columns).not.toEqual(plain.permutation?.columns);
    expect(rest.curves.roc).not.toEqual(plain.curves.roc);
    expect(rest.confusion).toEqual(plain.confusion); // rows are counted
    expect(rest.gate.value).toBe(rest.metrics["auc"]?.value);
  });

  it("weigh folds, trials and holdouts by the column, but do not where that is said", async () => {
    const config = {
      ...quick,
      weightColumn: "weight",
      crossValidation: { folds: 3 },
      search: { trials: 2, space: { num_leaves: { values: [4, 8] } } },
    };
    const options = { holdouts: { later: { x: withWeight(x(laterRows)), y: y(laterRows, "churned") } } };
    const run = (weighted: boolean) =>
      trainCustomers(
        { ...config, evaluation: { ...quick.evaluation, weighted } },
        { ...options, home: newHome() },
        withWeight(x(trainRows)),
      );
    const [own, plain] = await Promise.all([run(true), run(false)]);
    const figures = ({ details }: typeof own) => [
      ...details.evaluations.map(({ metrics }) => metrics["auc"]?.value),
      ...(details.search?.trials ?? []).map(({ score }) => score.value),
    ];
    expect(figures(own)).toHaveLength(5);
    const unweighted = figures(plain);
    for (const [at, figure] of figures(own).entries()) expect(figure).not.toBe(unweighted[at]);
    expect(own.details.parity).toEqual(plain.details.parity); // the fit weighs rows in both
    expect([own.details.weighted, plain.details.weighted]).toEqual([true, undefined]);
  });

  it("choose threshold and calibration by the weights, too", async () => {
    const config = { ...quick, calibration: "platt", threshold: { method: "f_beta" }, weightColumn: "weight" };
    const table = withWeight(x(trainRows));
    const run = (weighted: boolean) =>
      trainCustomers({ ...config, evaluation: { ...quick.evaluation, weighted } }, { home: newHome() }, table);
    const [own, plain] = await Promise.all([run(true), run(false)]);
    expect(own.details.calibration?.after.value).not.toBe(plain.details.calibration?.after.value);
    expect(own.details.threshold?.value).not.toBe(plain.details.threshold?.value);
  });

  it("are warned of where only the training rows have weights, and refuse weights that are none", async () => {
    const sampleWeight = weightOf(400);
    const { details } = await trainCustomers(quick, { ...validated("churned"), home: newHome(), sampleWeight });
    expect(details.warnings).toEqual([expect.stringMatching(/^training rows are weighted, the rows that judge the model are not/)]);
    const attempt = (options: object, config: object = {}) =>
      trainCustomers({ ...quick, ...config }, { ...validated("churned"), home: newHome(), ...options });
    await expect(attempt({ weightVal: weightOf(100).fill(Number.NaN, 3, 4) })).rejects.toMatchObject({
      code: "VALUE_INVALID",
      message: expect.stringContaining("a missing weight in row 3"),
    });
    await expect(attempt({ weightVal: weightOf(99) })).rejects.toMatchObject({ code: "COLUMN_LENGTH" });
    await expect(attempt({ weightVal: weightOf(100), xVal: undefined, yVal: undefined })).rejects.toMatchObject({
      code: "PARAMETER_INVALID",
    });
    const missing = trainCustomers(
      { ...quick, weightColumn: "weight" },
      { ...validated("churned"), home: newHome() },
      withWeight(x(trainRows)),
    );
    await expect(missing).rejects.toMatchObject({ code: "COLUMN_MISSING", hint: expect.stringContaining("evaluation.weighted") });
    const { details: none } = await attempt({ weightVal: new Float64Array(100) });
    expect(none.metrics["auc"]).toMatchObject({ value: null });
  });
});
