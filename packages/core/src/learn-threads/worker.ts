// One thread of trainings: it waits for jobs and does its share of each.
import { parentPort } from "node:worker_threads";
import type { ThreadJob } from "../kernel/learn/boosting/crew.ts";
import { serveShare } from "../kernel/learn/boosting/serve-share.ts";

parentPort?.on("message", ({ job, share }: { readonly job: ThreadJob; readonly share: number }) => serveShare(job, share));
parentPort?.postMessage("ready");
