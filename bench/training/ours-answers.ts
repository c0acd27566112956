// One process of ours: `ours-answers.ts <folder> <test folder> <model>` trains on 100,000 rows, writes the ONNX model, and prints what predicting
// 100,000 rows, explaining 5000 and predicting one took, as JSON: CPU seconds, the least of several, and a median in microseconds.
import { writeFileSync } from "node:fs";
import type { Matrix } from "@mlops/core/estimator";
import { GradientBoosting } from "@mlops/core/learn";
import { GraphBuilder } from "@mlops/core/onnx";
import { load, WIDTH } from "./data.ts";

const [folder = "", testFolder = "", model = ""] = process.argv.slice(2);
const { x, y } = load(folder);
const fitted = new GradientBoosting().fit(x, y);
const graph = new GraphBuilder("model");
graph.output(fitted.lower(graph, graph.input("x", "double", ["N", WIDTH])), "double", ["N", 2]);
writeFileSync(model, graph.build({ producer: "bench", producerVersion: "1" }));

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

const one = head(test, 1);
const times: number[] = [];
for (let row = 0; row < 30_000; row++) {
  for (const [f, column] of one.columns.entries()) column[0] = test.columns[f]?.[row] as number;
  const begin = performance.now();
  fitted.predictProbability(one);
  if (row >= 10_000) times.push(performance.now() - begin);
}
const row = (times.sort((a, b) => a - b)[times.length >> 1] as number) * 1000;
process.stdout.write(`${JSON.stringify({ seconds, shap, row, version: process.version })}\n`);
