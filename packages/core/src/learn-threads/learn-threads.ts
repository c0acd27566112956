import { availableParallelism } from "node:os";
import type { Worker, WorkerOptions } from "node:worker_threads";
import { ConfigError } from "@mlops/models/errors";
import { leave } from "../kernel/learn/boosting/control.ts";
import { type LearnThreads, PATIENCE, type ThreadJob } from "../kernel/learn/boosting/crew.ts";
import type { Kernels } from "../kernel/learn/wasm/kernels.ts";
import type { SharedStore } from "../kernel/learn/wasm/machine.ts";
import { endWorkers, isAlive, keepWorkers, takeWorkers } from "./idle-workers.ts";

export interface LearnThreadsOptions {
  /** Milliseconds that a thread may take longer than the caller's for its share before `THREAD_LOST`. Default 60,000. */
  readonly patience?: number;
  /** Limits of each thread's own memory, as of Node's `Worker`; the training's memory is not counted. Such threads end with `close`. */
  readonly resourceLimits?: WorkerOptions["resourceLimits"];
}

/** Threads that wait for trainings until they are closed. */
export interface RunningLearnThreads extends LearnThreads {
  readonly patience: number;
  /**
   * Lets go of the threads, which wait a minute for the next `startLearnThreads` unless they hold much memory (see `closeIdleThreads`). A training
   * that still runs on them throws `THREAD_LOST`; a later one runs in its own thread alone. May be called twice.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Threads keep a training's memory until they collect garbage, which idle ones put off: those of a larger one are ended. */
const KEPT_BYTES = 2 ** 25;

/**
 * Starts threads that share trainings, for the option `threads` of `GradientBoosting`, `RandomForest` and `ExtraTrees`: a fit stays synchronous, and its result does not depend
 * on their number. They do not keep the process alive, and take one training at a time: a second one at once runs in its own thread alone.
 * A thread that dies between trainings is left out; one that dies within makes the fit throw `MLOpsError` THREAD_LOST, and the others end.
 * @param count - threads that compute, the caller's included; default: as many as the machine has cores. `ConfigError` PARAMETER_INVALID below 1 or above 64.
 * @throws MLOpsError `THREAD_LOST` where a thread does not start
 * @example
 * const threads = await startLearnThreads(2);
 * threads.count // => 2
 * await threads.close();
 */
export async function startLearnThreads(
  count: number = Math.min(64, availableParallelism()),
  options: LearnThreadsOptions = {},
): Promise<RunningLearnThreads> {
  if (!Number.isSafeInteger(count) || count < 1 || count > 64) {
    const detail = `${count} is not an integer from 1 to 64`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "threads", detail, value: count });
  }
  return new WaitingThreads(await takeWorkers(count - 1, options.resourceLimits), options);
}

class WaitingThreads implements RunningLearnThreads {
  readonly patience: number;
  readonly #workers: Worker[];
  readonly #reusable: boolean;
  #memory: SharedStore | null = null;
  #busy = false;
  /** Settles when the threads of a training that lost one have ended. */
  #ended: Promise<void> = Promise.resolve();

  constructor(workers: Worker[], { patience = PATIENCE, resourceLimits }: LearnThreadsOptions) {
    this.patience = patience;
    this.#workers = workers;
    this.#reusable = resourceLimits === undefined;
  }

  get count(): number {
    return this.#workers.filter(isAlive).length + 1;
  }

  lend(bytes: number, kind: Kernels["name"], make: () => SharedStore): SharedStore | null {
    if (this.#busy) return null;
    const fits = this.#memory !== null && kind === (this.#memory instanceof SharedArrayBuffer ? "js" : "wasm");
    const size = fits ? this.#size() : 0;
    // the threads hold the memory until they collect garbage, which idle ones put off: reusing it keeps that bounded
    if (this.#memory === null || size < bytes || size > 4 * bytes + 2 ** 26) this.#memory = make();
    this.#control(this.#memory).fill(0);
    this.#busy = true;
    return this.#memory;
  }

  begin(job: ThreadJob): void {
    for (const [at, worker] of this.#workers.filter(isAlive).entries()) worker.postMessage({ job, share: at + 1 });
  }

  end(lost = false): void {
    this.#busy = false;
    if (!lost) return;
    this.#memory = null;
    this.#ended = endWorkers(this.#workers.splice(0));
  }

  async close(): Promise<void> {
    const workers = this.#workers.splice(0);
    const keeps = this.#reusable && !this.#busy && this.#size() <= KEPT_BYTES;
    if (this.#busy && this.#memory !== null) leave(this.#control(this.#memory), workers.length);
    this.#memory = null;
    if (keeps) keepWorkers(workers);
    else await endWorkers(workers);
    await this.#ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #size(): number {
    return this.#memory === null ? 0 : bufferOf(this.#memory).byteLength;
  }

  #control(memory: SharedStore): Int32Array {
    return new Int32Array(bufferOf(memory), 0, 16);
  }
}

function bufferOf(store: SharedStore): ArrayBuffer | SharedArrayBuffer {
  return store instanceof SharedArrayBuffer ? store : store.buffer;
}
