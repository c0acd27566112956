import { readFileSync } from "node:fs";
import { checkEstimator, type Estimator, type FittedEstimator, type Matrix, predictCodes, type Target } from "@mlops/core/estimator";
import { compileGraph, GraphBuilder } from "@mlops/core/onnx";
import { describe, expect, it } from "vitest";
import { K_NEAREST_NEIGHBOURS_ROW_LIMIT, KNearestNeighbours, restoreKNearestNeighbours } from "./k-nearest-neighbours.ts";
import { MultinomialNaiveBayes, restoreMultinomialNaiveBayes } from "./multinomial-naive-bayes.ts";
import { PolynomialRegression, restorePolynomialRegression } from "./polynomial-regression.ts";

interface GoldenSet {
  readonly name: string;
  readonly columns: number[][];
  readonly labels: number[];
  readonly test: number[][];
  readonly actual: number[];
  readonly bayes: number[][];
  readonly neighbours: number[][];
  readonly tied: boolean[];
}
const golden = JSON.parse(readFileSync(new URL("../__golden__/ml-js.json", import.meta.url), "utf8")) as {
  sets: GoldenSet[];
  polynomials: { degree: number; x: number[]; y: number[]; prediction: number[] }[];
};

const matrix = (columns: readonly ArrayLike<number>[]): Matrix => ({
  rows: columns[0]?.length ?? 0,
  names: columns.map((_, k) => `x${k}`),
  columns: columns.map((column) => Float64Array.from(column)),
});
const classes = (labels: readonly number[]): Target => ({ kind: "classification", codes: Int32Array.from(labels), classes: [0, 1, 2] });
const numbers = (values: ArrayLike<number>): Target => ({ kind: "regression", values: Float64Array.from(values) });

function byGraph(fitted: FittedEstimator, x: Matrix, outputs: number): number[] {
  const graph = new GraphBuilder("model");
  const features = x.columns.length;
  graph.output(fitted.lower(graph, graph.input("x", "double", ["N", features])), "double", ["N", outputs]);
  const compiled = compileGraph(graph.build({ producer: "test", producerVersion: "1" }));
  const data = Float64Array.from({ length: x.rows * features }, (_, at) => x.columns[at % features]?.[Math.floor(at / features)] as number);
  const [out] = Object.values(compiled.run({ x: { type: "double", shape: [x.rows, features], data } }));
  return [...(out as { data: Float64Array }).data];
}

/** The same estimator on features moved to be counts, which the conformance data are not. */
const onCounts: Estimator = {
  name: "multinomial_naive_bayes",
  params: {},
  fit(x, y, options) {
    const moved = (given: Matrix): Matrix => ({ ...given, columns: given.columns.map((column) => column.map((value) => value + 2)) });
    const fitted = new MultinomialNaiveBayes().fit(moved(x), y, options);
    return Object.freeze({
      ...bound(fitted),
      predictProbability: (given: Matrix) => fitted.predictProbability(moved(given)),
    }) as FittedEstimator;
  },
};
const bound = (fitted: FittedEstimator) => ({ ...fitted, lower: fitted.lower.bind(fitted), toJSON: fitted.toJSON.bind(fitted) });

describe("every rule of an estimator", () => {
  it("is kept by nearest neighbours", () => {
    expect(checkEstimator(new KNearestNeighbours(), { kind: "classification", restore: restoreKNearestNeighbours }).passed).toHaveLength(
      12,
    );
  });

  it("is kept by naive Bayes on counts", () => {
    const restore = (json: Record<string, unknown>) => {
      const fitted = restoreMultinomialNaiveBayes(json);
      const moved = (given: Matrix): Matrix => ({ ...given, columns: given.columns.map((column) => column.map((value) => value + 2)) });
      return { ...bound(fitted), predictProbability: (given: Matrix) => fitted.predictProbability(moved(given)) } as FittedEstimator;
    };
    expect(checkEstimator(onCounts, { kind: "classification", restore }).passed).toHaveLength(12);
  });
});

describe.each(golden.sets)("$name", ({ columns, labels, test, actual, bayes, neighbours, tied }) => {
  const x = matrix(columns);
  const given = matrix(test);

  it("has scikit-learn's naive Bayes probabilities, in memory and in the graph", () => {
    const fitted = new MultinomialNaiveBayes().fit(x, classes(labels));
    const own = fitted.predictProbability(given);
    const graph = byGraph(fitted, given, 3);
    for (const [row, expected] of bayes.entries())
      for (const [k, p] of expected.entries()) {
        expect(Math.abs((own[k]?.[row] as number) - p)).toBeLessThanOrEqual(1e-9);
        expect(graph[row * 3 + k]).toBeCloseTo(own[k]?.[row] as number, 12);
      }
  });

  it("has scikit-learn's neighbours where no two are as near", () => {
    const fitted = new KNearestNeighbours().fit(x, classes(labels));
    const own = fitted.predictProbability(given);
    expect(tied.filter((one) => !one).length).toBeGreaterThan(actual.length / 2);
    for (const [row, expected] of neighbours.entries())
      if (!tied[row]) expect(own.map((values) => values[row])).toEqual(expected.map((p) => expect.closeTo(p, 12) as number));
    const hits = predictCodes(fitted, given).filter((code, row) => code === actual[row]).length;
    expect(hits / actual.length).toBeGreaterThan(0.65);
  });
});

describe("polynomial regression", () => {
  it.each(golden.polynomials)("of degree $degree is numpy's", ({ degree, x, y, prediction }) => {
    const fitted = new PolynomialRegression({ degree }).fit(matrix([x]), numbers(y));
    const own = fitted.predict(matrix([x]));
    const graph = byGraph(fitted, matrix([x]), 1);
    for (const [row, value] of prediction.entries())
      expect(Math.abs((own[row] as number) - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
    for (const [row, value] of own.entries()) expect(Math.abs((graph[row] as number) - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
    const again = restorePolynomialRegression(JSON.parse(JSON.stringify(fitted)));
    expect(again.predict(matrix([x]))).toEqual(own);
  });
});

describe("what they cannot do is refused with a way out", () => {
  const x = matrix([[1, 2, 3, 4]]);
  const two: Target = { kind: "classification", codes: Int32Array.of(0, 1, 0, 1), classes: ["a", "b"] };
  const weights = { sampleWeight: new Float64Array(4).fill(1) };
  const thrown = (code: string, more: object = {}) => expect.objectContaining({ code, ...more }) as Error;

  it.each<[string, () => unknown, string, object?]>([
    ["weights of neighbours", () => new KNearestNeighbours().fit(x, two, weights), "NOT_SUPPORTED", { hint: "use gradient_boosting" }],
    [
      "weights of naive Bayes",
      () => new MultinomialNaiveBayes().fit(x, two, weights),
      "NOT_SUPPORTED",
      { hint: "use logistic_regression" },
    ],
    ["weights of a polynomial", () => new PolynomialRegression().fit(x, numbers([1, 2, 3, 5]), weights), "NOT_SUPPORTED"],
    ["neighbours of numbers", () => new KNearestNeighbours().fit(x, numbers([1, 2, 3, 4])), "COLUMN_TYPE"],
    ["naive Bayes of numbers", () => new MultinomialNaiveBayes().fit(x, numbers([1, 2, 3, 4])), "COLUMN_TYPE"],
    ["a polynomial of classes", () => new PolynomialRegression().fit(x, two), "COLUMN_TYPE"],
    [
      "a polynomial of two features",
      () =>
        new PolynomialRegression().fit(
          matrix([
            [1, 2, 3],
            [1, 2, 4],
          ]),
          numbers([1, 2, 3]),
        ),
      "NOT_SUPPORTED",
    ],
    ["a polynomial of few values", () => new PolynomialRegression().fit(matrix([[1, 1, 2, 2]]), numbers([1, 2, 3, 4])), "TOO_FEW_ROWS"],
    [
      "counts below 0",
      () => new MultinomialNaiveBayes().fit(matrix([[1, -2, 3, 4]]), two),
      "VALUE_INVALID",
      { message: expect.stringContaining("-2 in row 1") as string },
    ],
    ["missing values", () => new KNearestNeighbours().fit(matrix([[1, Number.NaN, 3, 4]]), two), "VALUE_INVALID"],
    ["no neighbour", () => new KNearestNeighbours({ k: 0 }), "PARAMETER_INVALID"],
    ["a degree of 11", () => new PolynomialRegression({ degree: 11 }), "PARAMETER_INVALID"],
    ["a graph of neighbours", () => new KNearestNeighbours().fit(x, two).lower(new GraphBuilder(), "x"), "NOT_SUPPORTED"],
  ])("%s", (_, attempt, code, more) => {
    expect(attempt).toThrow(thrown(code, more));
  });

  it("too many rows", () => {
    const rows = K_NEAREST_NEIGHBOURS_ROW_LIMIT + 1;
    const many = matrix([new Float64Array(rows)]);
    const y: Target = { kind: "classification", codes: Int32Array.from({ length: rows }, (_, row) => row % 2), classes: ["a", "b"] };
    expect(() => new KNearestNeighbours().fit(many, y)).toThrow(/10001 rows \(at most 10000\)/);
  });
});

it("neighbours that are as near all vote, whatever their order", () => {
  const fit = (values: number[], codes: number[]) =>
    new KNearestNeighbours({ k: 1 }).fit(matrix([values]), { kind: "classification", codes: Int32Array.from(codes), classes: ["a", "b"] });
  const at = matrix([[1]]);
  expect(
    fit([0, 2, 5], [0, 1, 1])
      .predictProbability(at)
      .map((share) => share[0]),
  ).toEqual([0.5, 0.5]);
  expect(
    fit([2, 0, 5], [1, 0, 1])
      .predictProbability(at)
      .map((share) => share[0]),
  ).toEqual([0.5, 0.5]);
  const same = fit(
    new Array(40).fill(1),
    new Array(40).fill(0).map((_, row) => row % 2),
  );
  expect(same.predictProbability(at).map((share) => share[0])).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)]);
});
