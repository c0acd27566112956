// One process of ours: `ours.ts <folder> <test folder> <threads> <fits>` trains and prints what the fits took, the least of each, as JSON.
import { GradientBoosting } from "@mlops/core/learn";
import { startLearnThreads } from "@mlops/core/learn-threads";
import { auc } from "@mlops/core/metrics";
import { load } from "./data.ts";

const [folder = "", testFolder = "", threadCount = "1", fits = "1"] = process.argv.slice(2);

const { x, y } = load(folder);
const threads = threadCount === "1" ? undefined : await startLearnThreads(Number(threadCount));
const estimator = new GradientBoosting({ iterations: 100, numLeaves: 31, learningRate: 0.1, maxBins: 255, minSamplesLeaf: 20, threads });
let wall = Number.POSITIVE_INFINITY;
let cpu = Number.POSITIVE_INFINITY;
let fitted: ReturnType<typeof fit> | undefined;

function fit() {
  return estimator.fit(x, y);
}

for (let round = 0; round < Number(fits); round++) {
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  fitted = fit();
  const used = process.cpuUsage(cpuBefore);
  wall = Math.min(wall, (performance.now() - begin) / 1000);
  cpu = Math.min(cpu, (used.user + used.system) / 1e6);
}
const memory = process.resourceUsage().maxRSS / 1024;
await threads?.close();
const test = load(testFolder);
const score = auc(test.y.codes, fitted?.predictProbability(test.x)[1] as Float64Array).value;
process.stdout.write(`${JSON.stringify({ wall, cpu, memory, auc: score, version: process.version })}\n`);
