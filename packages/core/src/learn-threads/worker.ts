// One thread of a training: it waits for jobs and does its share of each.
import { parentPort, workerData } from "node:worker_threads";
import { serveShare, type ThreadJob } from "../kernel/learn/boosting/crew.ts";

const { share } = workerData as { readonly share: number };

parentPort?.on("message", (job: ThreadJob) => serveShare(job, share));
parentPort?.postMessage("ready");
