import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { compareFeature } from "../features/compare-feature.ts";
import type { FeatureComparison } from "../features/feature-drift.ts";
import type { FeatureTask } from "./protocol.ts";

/** Values of both tables from which starting threads pays. */
const THREADS_FROM = 2e6;

export interface CompareOptions {
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Compares every column, in worker threads where there is enough to do; in the order of the tasks, the same bits for any number of threads. */
export async function compareAll(tasks: readonly FeatureTask[], options: CompareOptions): Promise<FeatureComparison[]> {
  const { signal, onProgress } = options;
  const values = tasks.reduce((sum, { context }) => sum + context.rows[0] + context.rows[1], 0);
  const threads = Math.min(options.workers ?? availableParallelism(), tasks.length);
  if (threads > 1 && values >= THREADS_FROM) {
    const { compareInThreads } = await import("./compare-in-threads.ts");
    return compareInThreads(tasks, threads, { signal, onProgress });
  }
  const comparisons: FeatureComparison[] = [];
  for (const { load, release, context } of tasks) {
    const sides = await load();
    comparisons.push(compareFeature(...sides, context));
    release(sides);
    onProgress?.(comparisons.length, tasks.length);
    await setImmediate();
    signal?.throwIfAborted();
  }
  return comparisons;
}
