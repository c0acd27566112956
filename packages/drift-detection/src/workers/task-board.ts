import type { Side } from "../features/compare-feature.ts";
import type { FeatureComparison } from "../features/feature-drift.ts";
import { claim, type FeatureTask } from "./protocol.ts";

/** A column whose sides are read. */
export interface ReadTask {
  readonly task: number;
  readonly context: FeatureTask["context"];
  readonly sides: readonly [Side, Side];
}

/** Which columns of a comparison wait, are handed out and are compared; it is over when all are, or with the first failure. */
export class TaskBoard {
  /** Shared with all threads: a column is compared by whoever claims it first. */
  readonly claims: Int32Array;
  /** The comparisons in the order of the tasks. */
  readonly result: Promise<FeatureComparison[]>;
  readonly #tasks: readonly FeatureTask[];
  readonly #onProgress: ((done: number, total: number) => void) | undefined;
  readonly #comparisons: FeatureComparison[];
  /** The tasks by their cost, so that the last ones to be compared are short. */
  readonly #order: readonly number[];
  readonly #handedOut = new Map<number, ReadTask>();
  #next = 0;
  #done = 0;
  #over = false;
  #resolve: (comparisons: FeatureComparison[]) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;

  constructor(tasks: readonly FeatureTask[], onProgress?: (done: number, total: number) => void) {
    this.#tasks = tasks;
    this.#onProgress = onProgress;
    this.#order = tasks.map((_, task) => task).sort((a, b) => (tasks[b] as FeatureTask).cost - (tasks[a] as FeatureTask).cost);
    this.#comparisons = new Array<FeatureComparison>(tasks.length);
    this.claims = new Int32Array(new SharedArrayBuffer(4 * tasks.length));
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.result.catch(() => undefined); // it may fail before anyone waits for it
  }

  get over(): boolean {
    return this.#over;
  }

  /** Reads the next column that nobody has; null when there is none. */
  async next(): Promise<ReadTask | null> {
    if (this.#over || this.#next >= this.#tasks.length) return null;
    const task = this.#order[this.#next++] as number;
    const { context, load } = this.#tasks[task] as FeatureTask;
    const read = { task, context, sides: await load() };
    this.#handedOut.set(task, read);
    return read;
  }

  /** Claims the column that was handed out last among those that no thread has begun; null when there is none. */
  reclaim(): ReadTask | null {
    return [...this.#handedOut.values()].reverse().find(({ task }) => claim(this.claims, task)) ?? null;
  }

  record(task: number, comparison: FeatureComparison): void {
    const read = this.#handedOut.get(task);
    if (this.#over || read === undefined) return;
    this.#handedOut.delete(task);
    this.#comparisons[task] = comparison;
    this.#tasks[task]?.release(read.sides);
    this.#done++;
    try {
      this.#onProgress?.(this.#done, this.#tasks.length);
    } catch (error) {
      this.fail(error);
    }
    if (this.#done < this.#tasks.length || this.#over) return;
    this.#over = true;
    this.#resolve(this.#comparisons);
  }

  fail(reason: unknown): void {
    this.#over = true;
    this.#reject(reason);
  }
}
