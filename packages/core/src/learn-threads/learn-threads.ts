import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { ConfigError } from "@mlops/models/errors";
import type { LearnThreads, ThreadJob } from "../kernel/learn/boosting/crew.ts";
import type { Kernels } from "../kernel/learn/wasm/kernels.ts";
import type { SharedStore } from "../kernel/learn/wasm/machine.ts";

/** Threads that wait for trainings until they are closed. */
export interface RunningLearnThreads extends LearnThreads {
  /** Ends the threads; a training must not use them afterwards. May be called twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts threads that share trainings, for the option `threads` of `GradientBoosting`: a fit stays synchronous, and its result does not depend
 * on their number. They do not keep the process alive, and take one training at a time: a second one at once runs in its own thread alone.
 * @param count - threads that compute, the caller's included; default: as many as the machine has cores. `ConfigError` PARAMETER_INVALID below 1 or above 64.
 * @example
 * const threads = await startLearnThreads(2);
 * threads.count // => 2
 * await threads.close();
 */
export async function startLearnThreads(count: number = Math.min(64, availableParallelism())): Promise<RunningLearnThreads> {
  if (!Number.isSafeInteger(count) || count < 1 || count > 64) {
    const detail = `${count} is not an integer from 1 to 64`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "threads", detail, value: count });
  }
  const entry = new URL(import.meta.resolve("@mlops/core/learn-threads/worker"));
  const workers = Array.from({ length: count - 1 }, (_, at) => new Worker(entry, { workerData: { share: at + 1 }, name: "learn" }));
  try {
    await Promise.all(workers.map((worker) => once(worker, "message")));
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
  for (const worker of workers) worker.unref();
  return new WaitingThreads(workers);
}

class WaitingThreads implements RunningLearnThreads {
  readonly #workers: Worker[];
  #memory: SharedStore | null = null;
  #busy = false;

  constructor(workers: Worker[]) {
    this.#workers = workers;
  }

  get count(): number {
    return this.#workers.length + 1;
  }

  lend(bytes: number, kind: Kernels["name"], make: () => SharedStore): SharedStore | null {
    if (this.#busy) return null;
    const fits = this.#memory !== null && kind === (this.#memory instanceof SharedArrayBuffer ? "js" : "wasm");
    const size = fits && this.#memory !== null ? bufferOf(this.#memory).byteLength : 0;
    // the threads hold the memory until they collect garbage, which idle ones put off: reusing it keeps that bounded
    if (this.#memory === null || size < bytes || size > 4 * bytes + 2 ** 26) this.#memory = make();
    new Int32Array(bufferOf(this.#memory), 0, 16).fill(0);
    this.#busy = true;
    return this.#memory;
  }

  begin(job: ThreadJob): void {
    for (const worker of this.#workers) worker.postMessage(job);
  }

  end(): void {
    this.#busy = false;
  }

  async close(): Promise<void> {
    this.#memory = null;
    const workers = this.#workers.splice(0);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function bufferOf(store: SharedStore): ArrayBuffer | SharedArrayBuffer {
  return store instanceof SharedArrayBuffer ? store : store.buffer;
}
