// A thread of a search that dies of trials with 7 or 8 rows a leaf; others it scores as the real one does.
import { parentPort } from "node:worker_threads";
import type { TrialTask } from "../search/score-trial.ts";

parentPort?.on("message", ({ parameters }: TrialTask) => {
  if (parameters["minSamplesLeaf"] === 7) process.exit(9);
  if (parameters["minSamplesLeaf"] === 8) throw new RangeError("out of luck");
});
await import("../search/trial-worker.ts");
