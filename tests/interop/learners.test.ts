import { type FittedEstimator, likeliest, type Matrix, type Target } from "@mlops/core/estimator";
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
} from "@mlops/core/learn";
import { GraphBuilder } from "@mlops/core/onnx";
import { Random } from "@mlops/core/stats";
import { expect, it } from "vitest";
import { runByOnnxruntime } from "./onnxruntime.ts";

const ROWS = 500;
const WIDTH = 7;

function sample(gaps: boolean): Matrix {
  const random = new Random(gaps ? "gaps" : "full");
  const column = (f: number) =>
    Float64Array.from({ length: ROWS }, () => (gaps && random.uniform() < 0.1 ? Number.NaN : random.normal() * 10 ** f));
  const levels = (count: number) =>
    Float64Array.from({ length: ROWS }, () => (gaps && random.uniform() < 0.1 ? Number.NaN : 3 * random.int(count) - 7));
  const columns = [...Array.from({ length: 5 }, (_, f) => column(f)), levels(300), levels(6)];
  return { rows: ROWS, names: ["a", "b", "c", "d", "e", "f", "g"], columns };
}

function targetFor(x: Matrix, classes: number): Target {
  const random = new Random("target");
  const values = Float64Array.from({ length: ROWS }, (_, row) => {
    const at = (f: number) => (x.columns[f]?.[row] || 0) / 10 ** f;
    const level = (x.columns[6]?.[row] || 0) % 5 === 1 ? 1 : 0;
    return at(0) * at(1) + Math.abs(at(2)) + at(3) + level + random.normal() / 2;
  });
  if (classes < 0) return { kind: "regression", values: values.map((value) => Math.max(0, Math.round(value))) };
  if (classes === 0) return { kind: "regression", values };
  const codes = Int32Array.from(values, (value) => Math.min(classes - 1, Math.max(0, Math.round(value))));
  return { kind: "classification", codes, classes: Array.from({ length: classes }, (_, k) => `c${k}`) };
}

function modelFile(fitted: FittedEstimator): Uint8Array {
  const graph = new GraphBuilder("model");
  const scores = fitted.lower(graph, graph.input("x", "double", ["N", WIDTH]));
  graph.output(scores, "double", ["N", fitted.kind === "regression" ? 1 : fitted.classes.length]);
  return graph.build({ producer: "test", producerVersion: "1" });
}

const estimators = [
  { name: "boosting of numbers", estimator: new GradientBoosting(), classes: 0, gaps: true },
  { name: "boosting of two classes", estimator: new GradientBoosting(), classes: 2, gaps: true },
  { name: "boosting of two classes, complete rows", estimator: new GradientBoosting({ numLeaves: 4 }), classes: 2, gaps: false },
  { name: "boosting of three classes", estimator: new GradientBoosting({ iterations: 40 }), classes: 3, gaps: true },
  { name: "boosting of numbers by levels", estimator: new GradientBoosting({ categorical: ["f", "g"] }), classes: 0, gaps: true },
  { name: "boosting of classes by levels", estimator: new GradientBoosting({ categorical: ["g"] }), classes: 3, gaps: true },
  { name: "boosting of counts", estimator: new GradientBoosting({ objective: "poisson" }), classes: -1, gaps: true },
  { name: "forest of numbers", estimator: new RandomForest({ trees: 40 }), classes: 0, gaps: true },
  { name: "forest of two classes", estimator: new RandomForest({ trees: 40 }), classes: 2, gaps: true },
  { name: "forest of three classes", estimator: new RandomForest({ trees: 40, minSamplesLeaf: 3 }), classes: 3, gaps: true },
  { name: "extra-trees of numbers", estimator: new ExtraTrees({ trees: 40 }), classes: 0, gaps: false },
  { name: "extra-trees of three classes", estimator: new ExtraTrees({ trees: 40 }), classes: 3, gaps: true },
  { name: "least squares", estimator: new LinearRegression(), classes: 0, gaps: false },
  { name: "ridge", estimator: new Ridge(), classes: 0, gaps: false },
  { name: "lasso", estimator: new Lasso({ alpha: 0.01 }), classes: 0, gaps: false },
  { name: "elastic net", estimator: new ElasticNet({ alpha: 0.01 }), classes: 0, gaps: false },
  { name: "Poisson regression", estimator: new PoissonRegression({ alpha: 1e-3 }), classes: -1, gaps: false },
  { name: "logistic regression", estimator: new LogisticRegression(), classes: 2, gaps: false },
  { name: "multinomial logistic regression", estimator: new LogisticRegression(), classes: 3, gaps: false },
];

it("onnxruntime predicts what our fitted models predict, labels included", () => {
  const fits = estimators.map(({ name, estimator, classes, gaps }) => {
    const x = sample(gaps);
    return { name, x, fitted: estimator.fit(x, targetFor(x, classes)) };
  });
  const answers = runByOnnxruntime(
    fits.map(({ x, fitted }) => {
      const data = Float64Array.from({ length: ROWS * WIDTH }, (_, at) => x.columns[at % WIDTH]?.[Math.floor(at / WIDTH)] as number);
      return { model: modelFile(fitted), inputs: { x: { type: "double", shape: [ROWS, WIDTH], data } } };
    }),
  );
  for (const [at, { name, x, fitted }] of fits.entries()) {
    const own = fitted.kind === "regression" ? [fitted.predict(x)] : fitted.predictProbability(x);
    const [answer] = Object.values(answers[at] ?? {});
    const theirs = own.map((_, k) => Float64Array.from({ length: ROWS }, (__, row) => answer?.data[row * own.length + k] as number));
    let worst = 0;
    for (const [k, values] of own.entries()) {
      for (const [row, value] of values.entries()) {
        const other = theirs[k]?.[row] as number;
        worst = Math.max(worst, Math.abs(value - other) / Math.max(1, Math.abs(other)));
      }
    }
    expect(worst, name).toBeLessThanOrEqual(/^(boosting of numbers|forest|extra-trees)/.test(name) ? 0 : 1e-13);
    if (fitted.kind === "classification") expect(likeliest(theirs, ROWS), name).toEqual(likeliest(own, ROWS));
  }
});
