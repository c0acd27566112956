import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { compareFeature } from "../features/compare-feature.ts";
import type { FeatureComparison } from "../features/feature-drift.ts";
import type { FeatureTask } from "./protocol.ts";

/** Values of both tables from which starting threads pays. */
const THREADS_FROM = 2e6;
/** Values of a column up to which comparing it keeps the calling thread for some tens of milliseconds at most. */
const HELPS_UP_TO = 4e6;

export interface CompareOptions {
  /** Both sides are in memory, so that the calling thread need not wait for them. */
  readonly inMemory: boolean;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Compares every column, in worker threads where there is enough to do; in the order of the tasks, the same bits for any number of threads. */
export async function compareAll(tasks: readonly FeatureTask[], options: CompareOptions): Promise<FeatureComparison[]> {
  const { inMemory, signal, onProgress } = options;
  const each = tasks[0] === undefined ? 0 : tasks[0].context.rows[0] + tasks[0].context.rows[1];
  const workers = Math.min(options.workers ?? availableParallelism(), tasks.length);
  if (workers > 1 && each * tasks.length >= THREADS_FROM) {
    const { compareInThreads } = await import("./compare-in-threads.ts");
    const helps = inMemory && each <= HELPS_UP_TO;
    return compareInThreads(tasks, { threads: helps ? workers - 1 : workers, helps, signal, onProgress });
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
