// One process of ours, on the packages as they are built: `ours.mjs <folder> <test folder> <threads> <fits> <model>` trains and prints what the fits took, the
// least of each, as JSON. Plain JavaScript, so that Node's memory for reading TypeScript does not count.
import { readFileSync } from "node:fs";
import path from "node:path";
import { ExtraTrees, GradientBoosting, RandomForest } from "@mlops/core/learn";
import { startLearnThreads } from "@mlops/core/learn-threads";
import { auc } from "@mlops/core/metrics";

const WIDTH = 30;
const [folder = "", testFolder = "", threadCount = "1", fits = "1", model = "gradient_boosting"] = process.argv.slice(2);

function doubles(home, file) {
  const bytes = readFileSync(path.join(home, file));
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}

function load(home) {
  const values = doubles(home, "x.columns");
  const rows = values.length / WIDTH;
  const columns = Array.from({ length: WIDTH }, (_, f) => values.subarray(f * rows, (f + 1) * rows));
  const names = columns.map((_, f) => `f${String(f).padStart(2, "0")}`);
  return { x: { rows, names, columns }, y: { kind: "classification", codes: Int32Array.from(doubles(home, "y")), classes: [0, 1] } };
}

const { x, y } = load(folder);
const threads = threadCount === "1" ? undefined : await startLearnThreads(Number(threadCount));
const estimator = {
  gradient_boosting: () =>
    new GradientBoosting({ iterations: 100, numLeaves: 31, learningRate: 0.1, maxBins: 255, minSamplesLeaf: 20, threads }),
  random_forest: () => new RandomForest({ trees: 100, threads }),
  extra_trees: () => new ExtraTrees({ trees: 100, threads }),
}[model]();
let wall = Number.POSITIVE_INFINITY;
let cpu = Number.POSITIVE_INFINITY;
let fitted;
for (let round = 0; round < Number(fits); round++) {
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  fitted = estimator.fit(x, y);
  const used = process.cpuUsage(cpuBefore);
  wall = Math.min(wall, (performance.now() - begin) / 1000);
  cpu = Math.min(cpu, (used.user + used.system) / 1e6);
}
// maxRSS would count the process that started this one, whose tables were larger
const memory = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024;
await threads?.close();
const test = load(testFolder);
const score = auc(test.y.codes, fitted.predictProbability(test.x)[1]).value;
process.stdout.write(`${JSON.stringify({ wall, cpu, memory, auc: score, version: process.version })}\n`);
