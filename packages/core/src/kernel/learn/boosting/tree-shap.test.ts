import { readFileSync } from "node:fs";
import { MLOpsError } from "@mlops/models/errors";
import { describe, expect, it } from "vitest";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { gaussLegendre } from "./gauss-legendre.ts";
import { type BoostedRegressor, GradientBoosting, restoreGradientBoosting } from "./gradient-boosting.ts";

interface ShapCase {
  readonly name: string;
  readonly forest: Record<string, unknown>;
  readonly expected: number;
  readonly values: number[][];
}

const golden = JSON.parse(readFileSync(new URL("../__golden__/shap.json", import.meta.url), "utf8")) as {
  columns: (number | null)[][];
  cases: ShapCase[];
};

const restored = (forest: unknown, features: readonly string[]): BoostedRegressor =>
  restoreGradientBoosting({ name: "gradient_boosting", kind: "regression", features, importances: null, forest }) as BoostedRegressor;

describe.each(golden.cases)("Shapley values of a model of $name", ({ forest, expected, values }) => {
  it("are those of shap to 1e-10, missing values included", () => {
    const columns = golden.columns.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN));
    const names = columns.map((_, f) => `x${f}`);
    const x: Matrix = { rows: (columns[0] as Float64Array).length, names, columns };
    const own = restored(forest, names).shapValues(x);
    expect(Math.abs((own.expected[0] as number) - expected)).toBeLessThan(1e-10);
    for (const [f, column] of values.entries())
      for (const [row, value] of column.entries()) expect(Math.abs((own.values[0]?.[f]?.[row] as number) - value)).toBeLessThan(1e-10);
  });
});

function sample(rows: number, width: number): Matrix {
  const random = new Random(3);
  const columns = Array.from({ length: width }, (_, f) =>
    Float64Array.from({ length: rows }, () => (random.uniform() < 0.05 ? Number.NaN : f === 1 ? random.int(6) : random.normal())),
  );
  return { rows, names: columns.map((_, f) => `x${f}`), columns };
}

describe("walks through trees of many leaves", () => {
  it.each([
    ["numbers", 0],
    ["four classes", 4],
  ])("give the values of the leaves' paths, levels and gaps included, for %s", (_, classes) => {
    const x = sample(2000, 6);
    const at = (f: number, row: number): number => (x.columns[f] as Float64Array)[row] || 0;
    const score = Float64Array.from({ length: 2000 }, (__, row) => at(0, row) * at(1, row) + Math.sin(3 * at(2, row)) + at(3, row));
    const y: Target =
      classes === 0
        ? { kind: "regression", values: score }
        : { kind: "classification", codes: Int32Array.from(score, (value) => Math.abs(Math.trunc(value)) % 4), classes: [0, 1, 2, 3] };
    const fitted = new GradientBoosting({ iterations: 3, numLeaves: 120, minSamplesLeaf: 2, categorical: ["x1"] }).fit(x, y);
    const probe = { ...x, rows: 60, columns: x.columns.map((column) => column.slice(0, 60)) };
    const deep = fitted.shapValues(probe);
    // stumps beside the trees bring the mean number of leaves down, and add nothing
    const json = JSON.parse(JSON.stringify(fitted)) as { forest: Record<string, (number | null)[]> };
    const { forest } = json;
    const nodes = (forest["feature"] as number[]).length;
    for (let stump = 0; stump < 40; stump++) {
      (forest["roots"] as number[]).push(nodes + stump);
      for (const [name, value] of Object.entries({ feature: -1, value: 0, left: -1, missingLeft: 0, rows: 1, levels: null }))
        forest[name]?.push(value);
    }
    const paths = (restoreGradientBoosting(json as never) as BoostedRegressor).shapValues(probe);
    for (const [k, expected] of deep.expected.entries()) {
      expect(Math.abs(expected - (paths.expected[k] as number))).toBeLessThan(1e-12);
      for (const [f, column] of (deep.values[k] as Float64Array[]).entries())
        for (const [row, value] of column.entries()) expect(Math.abs(value - (paths.values[k]?.[f]?.[row] as number))).toBeLessThan(1e-12);
    }
    expect(deep.values[0]?.[0]?.some((value) => Math.abs(value) > 0.01)).toBe(true);
  });
});

describe("Shapley values", () => {
  it("sum to the raw score, levels and classes included", () => {
    const x = sample(700, 4);
    const at = (f: number, row: number): number => (x.columns[f] as Float64Array)[row] || 0;
    const codes = Int32Array.from({ length: 700 }, (_, row) => (at(0, row) > 0.5 ? 2 : at(1, row) % 2 === 1 ? 1 : 0));
    const fitted = new GradientBoosting({ iterations: 8, categorical: ["x1"] }).fit(x, {
      kind: "classification",
      codes,
      classes: ["a", "b", "c"],
    });
    const { expected, values } = fitted.shapValues(x);
    const scores = values.map((byFeature, k) =>
      Float64Array.from({ length: 700 }, (_, row) =>
        byFeature.reduce((sum, column) => sum + (column[row] as number), expected[k] as number),
      ),
    );
    const total = Float64Array.from({ length: 700 }, (_, row) => scores.reduce((sum, score) => sum + Math.exp(score[row] as number), 0));
    for (const [k, p] of fitted.predictProbability(x).entries())
      for (const [row, value] of p.entries())
        expect(Math.abs(Math.exp(scores[k]?.[row] as number) / (total[row] as number) - value)).toBeLessThan(1e-12);
  });

  it("take paths over more features than a pattern holds", () => {
    // a chain: node 2i splits feature i, its right child goes on
    const depth = 40;
    const inner = (node: number): boolean => node % 2 === 0 && node < 2 * depth;
    const nodes = Array.from({ length: 2 * depth + 1 }, (_, node) => node);
    const forest = {
      base: [1],
      roots: [0],
      feature: nodes.map((node) => (inner(node) ? node / 2 : -1)),
      value: nodes.map((node) => (inner(node) ? 0 : node)),
      left: nodes.map((node) => (inner(node) ? node + 1 : -1)),
      missingLeft: nodes.map(() => 0),
      rows: nodes.map((node) => 2 * depth + 2 - node),
    };
    const x = sample(30, depth);
    const model = restored(forest, x.names);
    const { expected, values } = model.shapValues(x);
    for (const [row, score] of model.predict(x).entries()) {
      const sum = (values[0] as Float64Array[]).reduce((all, column) => all + (column[row] as number), expected[0] as number);
      expect(Math.abs(sum - score)).toBeLessThan(1e-10);
    }
  });

  it("are refused for a model that does not know its nodes' rows", () => {
    const forest = { ...(golden.cases[0]?.forest as Record<string, unknown>) };
    delete forest["rows"];
    const names = golden.columns.map((_, f) => `x${f}`);
    let error: unknown;
    try {
      restored(forest, names).shapValues({ rows: 0, names, columns: names.map(() => new Float64Array(0)) });
    } catch (caught) {
      error = caught;
    }
    expect(MLOpsError.isInstance(error) && error.code).toBe("NOT_SUPPORTED");
  });
});

describe("gaussLegendre", () => {
  it("integrates polynomials exactly", () => {
    for (let count = 1; count <= 20; count++) {
      const { nodes, weights } = gaussLegendre(count);
      for (let power = 0; power < 2 * count; power++) {
        const integral = nodes.reduce((sum, node, at) => sum + (weights[at] as number) * node ** power, 0);
        expect(Math.abs(integral - 1 / (power + 1))).toBeLessThan(1e-14);
      }
    }
  });
});
