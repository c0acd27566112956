import { Worker } from "node:worker_threads";
import { packColumn, unpackError } from "@mlops/core/threads";
import { PipelineError } from "@mlops/models";
import type { Side } from "../features/compare-feature.ts";
import type { FeatureComparison } from "../features/feature-drift.ts";
import { type FeatureAnswer, type FeatureTask, PROTOCOL } from "./protocol.ts";

interface Watch {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
}

const pack = (side: Side): unknown => (typeof side === "string" ? side : packColumn(side));

/**
 * Compares columns in `threads` worker threads, each given the next column when it is done with one. Buffers in shared memory are not copied. All threads
 * have ended when the promise settles.
 * @throws the signal's reason; what the comparison throws, of the same class; PipelineError `STAGE_CRASHED`
 */
export async function compareInThreads(tasks: readonly FeatureTask[], threads: number, watch: Watch): Promise<FeatureComparison[]> {
  const entry = new URL(import.meta.resolve("@mlops/drift-detection/worker"));
  const comparisons = new Array<FeatureComparison>(tasks.length);
  const workers: Worker[] = [];
  const stop = new AbortController();
  const { signal, onProgress } = watch;
  const onAbort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  let next = 0;
  let done = 0;
  const serve = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(entry, { workerData: PROTOCOL, name: "drift-detection" });
      workers.push(worker);
      let task = -1;
      let free = (): void => undefined;
      const give = (): void => {
        if (next >= tasks.length) {
          resolve();
          return;
        }
        task = next++;
        const { context, load, release } = tasks[task] as FeatureTask;
        load().then((sides) => {
          free = () => release(sides);
          worker.postMessage({ context, sides: sides.map(pack) });
        }, reject);
      };
      const crashed = (detail: string, cause?: unknown): void =>
        reject(new PipelineError({ code: "STAGE_CRASHED", stage: "drift-detection", detail, ...(cause === undefined ? {} : { cause }) }));
      stop.signal.addEventListener("abort", () => reject(stop.signal.reason), { once: true });
      worker.on("error", (error) => crashed(error instanceof Error ? error.message : String(error), error));
      worker.on("exit", (code) => crashed(`its worker thread ended with code ${code}`));
      worker.on("message", (answer: FeatureAnswer) => {
        if (stop.signal.aborted) return;
        if ("error" in answer) return reject(unpackError(answer.error));
        comparisons[task] = answer.comparison;
        free();
        onProgress?.(++done, tasks.length);
        give();
      });
      give();
    });
  try {
    signal?.throwIfAborted();
    await Promise.all(Array.from({ length: threads }, serve));
    return comparisons;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
