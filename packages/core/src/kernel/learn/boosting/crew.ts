import { MLOpsError } from "@mlops/models/errors";
import type { ForestLayout } from "../forest/forest-layout.ts";
import type { Kernels, Machine } from "../wasm/kernels.ts";
import type { SharedStore } from "../wasm/machine.ts";
import type { WasmModule } from "../wasm/web-assembly.ts";
import { CONTROL, SPINS } from "./control.ts";
import type { Layout } from "./layout.ts";
import { TASK } from "./perform.ts";

/** What a thread must be sent to take its share of a training. */
export interface ThreadJob {
  readonly store: SharedStore;
  readonly layout: Layout | ForestLayout;
  /** The kernels as the leader compiled them, where they are in WebAssembly. */
  readonly module?: WasmModule | undefined;
}

/** Does one thread's share of a task. */
export interface ShareWork {
  perform(task: number, shares: number): void;
}

/** Threads that share a training. */
export interface LearnThreads {
  /** Their number, the thread that trains included. */
  readonly count: number;
  /** Milliseconds that a share may take longer than the leader's before its thread counts as lost. */
  readonly patience?: number;
  /**
   * Memory of at least `bytes` bytes with a control block of zeros, made by `make` unless an earlier training's of the same kind will do;
   * null while another training has the threads.
   */
  lend(bytes: number, kind: Kernels["name"], make: () => SharedStore): SharedStore | null;
  /** Has every other thread call `serveShare` with the job and its number from 1. Returns at once. */
  begin(job: ThreadJob): void;
  /** Takes the memory back: when every thread has returned from `serveShare`, or `lost` where one did not answer and may still write into it. */
  end(lost?: boolean): void;
}

/** The `patience` of threads that do not say. */
export const PATIENCE = 60_000;
/** Milliseconds of a sleep: what is told without a wake-up is heard so soon. */
const SLICE = 100;

/** The threads of one training, seen from the one that leads it. */
export class Crew {
  readonly #control: Int32Array;
  readonly #own: ShareWork;
  readonly #shares: number;
  readonly #patience: number;
  #lost = false;

  /** `own` does the share of the thread that leads. */
  constructor(machine: Machine, layout: Pick<Layout, "control" | "shares">, own: ShareWork, patience = PATIENCE) {
    this.#control = new Int32Array(machine.buffer, layout.control, 16);
    this.#own = own;
    this.#shares = layout.shares;
    this.#patience = patience;
  }

  /** Runs a task on every share, this thread's included, and returns when all are done. Throws `THREAD_LOST` or `OUT_OF_MEMORY` where one is not. */
  run(task: number): void {
    this.#call(task);
    try {
      this.#own.perform(task, this.#shares);
    } finally {
      this.#wait();
    }
    if (Atomics.load(this.#control, CONTROL.BROKEN) !== 0) throw this.#failed("its share failed");
  }

  /** Lets the threads go and waits until they have. Returns false where one was lost: it may still write into the memory. */
  dismiss(): boolean {
    this.#call(TASK.END);
    if (this.#lost) return false;
    try {
      this.#wait();
      return true;
    } catch {
      return false;
    }
  }

  #call(task: number): void {
    Atomics.store(this.#control, CONTROL.WORK, task);
    Atomics.store(this.#control, CONTROL.DONE, 0);
    Atomics.add(this.#control, CONTROL.ROUND, 1);
    Atomics.notify(this.#control, CONTROL.ROUND);
  }

  #wait(): void {
    let slept = 0;
    for (let spin = 0; ; spin++) {
      if (Atomics.load(this.#control, CONTROL.GONE) > 0) {
        this.#lost = true;
        throw this.#failed("it ended before the training did");
      }
      const done = Atomics.load(this.#control, CONTROL.DONE);
      if (done === this.#shares - 1) return;
      if (spin <= SPINS || Atomics.wait(this.#control, CONTROL.DONE, done, SLICE) !== "timed-out") continue;
      slept += SLICE;
      if (slept < this.#patience) continue;
      this.#lost = true;
      throw this.#failed(`it did not answer for ${this.#patience} ms`);
    }
  }

  #failed(detail: string): MLOpsError {
    const starved = Atomics.load(this.#control, CONTROL.STARVED) !== 0;
    return starved
      ? new MLOpsError({
          code: "OUT_OF_MEMORY",
          what: "a thread of the training",
          bytes: this.#control.buffer.byteLength,
          detail: "the system does not give the thread what it needs beside them",
        })
      : new MLOpsError({ code: "THREAD_LOST", what: "training", detail });
  }
}
