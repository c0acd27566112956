// One process of ours: `ours-answers.ts <folder> <test folder> <model>` trains on 100,000 rows, writes the ONNX model, and prints what predicting
// 100,000 rows, explaining 5000 and predicting one took, as JSON: CPU seconds, the least of several, and medians in microseconds: of
// `predictProbability`, and of the compiled graph.
import { writeFileSync } from "node:fs";
import type { Matrix } from "@mlops/core/estimator";
import { GradientBoosting } from "@mlops/core/learn";
import { compileGraph, GraphBuilder } from "@mlops/core/onnx";
import { load, WIDTH } from "./data.ts";

const [folder = "", testFolder = "", model = ""] = process.argv.slice(2);
const { x, y } = load(folder);
const fitted = new GradientBoosting().fit(x, y);
const graph = new GraphBuilder("model");
graph.output(fitted.lower(graph, graph.input("x", "double", ["N", WIDTH])), "double", ["N", 2]);
const file = graph.build({ producer: "bench", producerVersion: "1" });
writeFileSync(model, file);

function leastCpu(repeats: number, run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

const head = (matrix: Matrix, rows: number): Matrix => ({
  ...matrix,
  rows,
  columns: matrix.columns.map((column) => column.slice(0, rows)),
});
const test = load(testFolder).x;
const seconds = leastCpu(8, () => fitted.predictProbability(x));
const explained = head(test, 5000);
const shap = leastCpu(3, () => fitted.shapValues(explained));

/** Median microseconds of `run` on a row that `take` has given a value of each feature. */
function medianRow(take: (f: number, value: number) => void, run: () => unknown): number {
  const times: number[] = [];
  for (let row = 0; row < 30_000; row++) {
    for (const [f, column] of test.columns.entries()) take(f, column[row] as number);
    const begin = performance.now();
    run();
    if (row >= 10_000) times.push(performance.now() - begin);
  }
  return (times.sort((a, b) => a - b)[times.length >> 1] as number) * 1000;
}

const one = head(test, 1);
const row = medianRow(
  (f, value) => one.columns[f]?.fill(value),
  () => fitted.predictProbability(one),
);
const compiled = compileGraph(file);
const data = new Float64Array(WIDTH);
const graphRow = medianRow(
  (f, value) => data.fill(value, f, f + 1),
  () => compiled.run({ x: { type: "double", shape: [1, WIDTH], data } }),
);
process.stdout.write(`${JSON.stringify({ seconds, shap, row, graphRow, version: process.version })}\n`);
