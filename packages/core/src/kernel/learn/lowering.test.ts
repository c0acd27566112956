import { describe, expect, it } from "vitest";
import type { Estimator, FittedEstimator } from "../estimator/estimator.ts";
import type { Matrix, Target } from "../estimator/matrix.ts";
import { likeliest } from "../estimator/predict-labels.ts";
import { compileGraph } from "../onnx/compile-graph.ts";
import { GraphBuilder } from "../onnx/graph-builder.ts";
import { Random } from "../stats/random.ts";
import {
  ElasticNet,
  ExtraTrees,
  GradientBoosting,
  Lasso,
  LinearRegression,
  LogisticRegression,
  PoissonRegression,
  RandomForest,
  Ridge,
} from "./index.ts";

function sample(rows: number, gaps: boolean, seed: number): Matrix {
  const random = new Random(seed);
  const columns = Array.from({ length: 4 }, (_, f) =>
    Float64Array.from({ length: rows }, () =>
      gaps && random.uniform() < 0.1 ? Number.NaN : f === 3 ? random.int(5) : random.normal() * 10 ** f,
    ),
  );
  return { rows, names: ["a", "b", "c", "d"], columns };
}

function score(x: Matrix, row: number): number {
  const at = (f: number) => (x.columns[f] as Float64Array)[row] || 0;
  return Math.sin(at(0)) + at(1) / 10 + (at(2) > 50 ? 1 : 0) + at(3) / 4;
}

function targetFor(classes: number, x: Matrix): Target {
  const values = Float64Array.from({ length: x.rows }, (_, row) => score(x, row));
  if (classes === 0) return { kind: "regression", values };
  if (classes < 0) return { kind: "regression", values: values.map((value) => Math.max(0, Math.round(value))) };
  const codes = Int32Array.from(values, (value) => Math.min(classes - 1, Math.max(0, Math.floor(value + 1))));
  return { kind: "classification", codes, classes: Array.from({ length: classes }, (_, k) => `class ${k}`) };
}

/** The model file of a fitted model alone: rows in, scores or probabilities out. */
function modelFile(fitted: FittedEstimator): Uint8Array {
  const graph = new GraphBuilder("model");
  const input = graph.input("x", "double", ["N", fitted.features.length]);
  graph.output(fitted.lower(graph, input), "double", ["N", fitted.kind === "regression" ? 1 : fitted.classes.length]);
  return graph.build({ producer: "test", producerVersion: "1" });
}

function evaluate(fitted: FittedEstimator, x: Matrix): Float64Array[] {
  const width = x.columns.length;
  const data = new Float64Array(x.rows * width);
  for (let row = 0; row < x.rows; row++)
    for (let f = 0; f < width; f++) data[row * width + f] = (x.columns[f] as Float64Array)[row] as number;
  const [output] = Object.values(compileGraph(modelFile(fitted)).run({ x: { type: "double", shape: [x.rows, width], data } }));
  if (output?.type !== "double") throw new Error("the graph does not answer in double");
  const outputs = output.shape[1] as number;
  return Array.from({ length: outputs }, (_, k) =>
    Float64Array.from({ length: x.rows }, (__, row) => output.data[row * outputs + k] as number),
  );
}

const cases: [string, Estimator, number, boolean][] = [
  ["boosting of numbers", new GradientBoosting({ iterations: 40 }), 0, true],
  ["boosting of large numbers", new GradientBoosting({ iterations: 40 }), 0, true],
  ["boosting of two classes", new GradientBoosting({ iterations: 100 }), 2, true],
  ["boosting of four classes", new GradientBoosting({ iterations: 30 }), 4, true],
  ["boosting of numbers by levels", new GradientBoosting({ iterations: 40, categorical: ["d"] }), 0, true],
  ["boosting of classes by levels", new GradientBoosting({ iterations: 30, categorical: ["d"] }), 4, true],
  ["a random forest of numbers", new RandomForest({ trees: 30 }), 0, true],
  ["a random forest of large numbers", new RandomForest({ trees: 30 }), 0, true],
  ["a random forest of two classes", new RandomForest({ trees: 30 }), 2, true],
  ["a random forest of four classes", new RandomForest({ trees: 30, minSamplesLeaf: 4 }), 4, true],
  ["extra-trees of numbers", new ExtraTrees({ trees: 30 }), 0, true],
  ["extra-trees of four classes", new ExtraTrees({ trees: 30 }), 4, true],
  ["least squares", new LinearRegression(), 0, false],
  ["ridge", new Ridge(), 0, false],
  ["lasso", new Lasso({ alpha: 0.01 }), 0, false],
  ["elastic net", new ElasticNet({ alpha: 0.01 }), 0, false],
  ["Poisson regression", new PoissonRegression({ alpha: 1e-3 }), -1, false],
  ["logistic regression", new LogisticRegression(), 2, false],
  ["multinomial logistic regression", new LogisticRegression(), 4, false],
];

describe.each(cases)("the graph of %s", (name, estimator, classes, gaps) => {
  const x = sample(600, gaps, 1);
  const target = targetFor(classes, x);
  const large = name.includes("large") && target.kind === "regression";
  const y = large ? { ...target, values: target.values.map((value) => value * 1e60) } : target;
  const fitted = estimator.fit(x, y);

  it("predicts what the model predicts on rows it has not seen", () => {
    const fresh = sample(400, gaps, 2);
    const own = fitted.kind === "regression" ? [fitted.predict(fresh)] : fitted.predictProbability(fresh);
    const graph = evaluate(fitted, fresh);
    expect(graph).toHaveLength(own.length);
    for (const [k, values] of own.entries()) {
      for (let row = 0; row < fresh.rows; row++) {
        const other = (graph[k] as Float64Array)[row] as number;
        expect(Math.abs((values[row] as number) - other)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(other)));
      }
    }
    if (fitted.kind === "classification") expect(likeliest(graph, fresh.rows)).toEqual(likeliest(own, fresh.rows));
  });

  it("has raw scores that are equal to the last bit where trees are summed", () => {
    const trees = ["gradient_boosting", "random_forest", "extra_trees"].includes(fitted.name);
    if (!trees || fitted.kind !== "regression") return expect(fitted.features).toEqual(x.names);
    const fresh = sample(300, gaps, 3);
    expect(evaluate(fitted, fresh)[0]).toEqual(fitted.predict(fresh));
  });
});
