import { MLOpsError } from "@mlops/models/errors";
import type { ForestLayout } from "../forest/forest-layout.ts";
import { TreeShare } from "../forest/tree-share.ts";
import type { Kernels, Machine } from "../wasm/kernels.ts";
import { type SharedStore, sharedMachine } from "../wasm/machine.ts";
import type { Layout } from "./layout.ts";
import { Performer, TASK } from "./perform.ts";

/** What a thread must be sent to take its share of a training. */
export interface ThreadJob {
  readonly store: SharedStore;
  readonly layout: Layout | ForestLayout;
}

/** Does one thread's share of a task. */
export interface ShareWork {
  perform(task: number, shares: number): void;
}

/** Threads that share a training. */
export interface LearnThreads {
  /** Their number, the thread that trains included. */
  readonly count: number;
  /**
   * Memory of at least `bytes` bytes with a control block of zeros, made by `make` unless an earlier training's of the same kind will do;
   * null while another training has the threads.
   */
  lend(bytes: number, kind: Kernels["name"], make: () => SharedStore): SharedStore | null;
  /** Has every other thread call `serveShare` with the job and its number from 1. Returns at once. */
  begin(job: ThreadJob): void;
  /** Takes the memory back, when every thread has returned from `serveShare`. */
  end(): void;
}

// 32-bit integers of the control block
const ROUND = 0;
const DONE = 1;
const WORK = 2;
const BROKEN = 3;

/** Looks at the control block so often before sleeping: most tasks are over sooner than a thread wakes. */
const SPINS = 5000;
/** A share that takes so long is lost. */
const LOST_MS = 120_000;

/** The threads of one training, seen from the one that leads it. */
export class Crew {
  readonly #control: Int32Array;
  readonly #own: ShareWork;
  readonly #shares: number;

  /** `own` does the share of the thread that leads. */
  constructor(machine: Machine, layout: Pick<Layout, "control" | "shares">, own: ShareWork) {
    this.#control = new Int32Array(machine.buffer, layout.control, 16);
    this.#own = own;
    this.#shares = layout.shares;
  }

  /** Runs a task on every share, this thread's included, and returns when all are done. Throws `THREAD_LOST` where one is not. */
  run(task: number): void {
    this.#call(task);
    this.#own.perform(task, this.#shares);
    this.#wait();
    if (Atomics.load(this.#control, BROKEN) !== 0) throw lost("its share failed");
  }

  /** Lets the threads go, and waits until they have. */
  dismiss(): void {
    this.#call(TASK.END);
    this.#wait();
  }

  #call(task: number): void {
    Atomics.store(this.#control, WORK, task);
    Atomics.store(this.#control, DONE, 0);
    Atomics.add(this.#control, ROUND, 1);
    Atomics.notify(this.#control, ROUND);
  }

  #wait(): void {
    for (let spin = 0; ; spin++) {
      const done = Atomics.load(this.#control, DONE);
      if (done === this.#shares - 1) return;
      if (spin > SPINS && Atomics.wait(this.#control, DONE, done, LOST_MS) === "timed-out")
        throw lost(`it did not answer for ${LOST_MS} ms`);
    }
  }
}

/** Does the share `share` of a training until its leader lets go: what each thread but the leader runs. */
export function serveShare({ store, layout }: ThreadJob, share: number): void {
  const machine = sharedMachine(store);
  const control = new Int32Array(machine.buffer, layout.control, 16);
  const performer: ShareWork = "leafValues" in layout ? new TreeShare(machine, layout, share) : new Performer(machine, layout, share);
  for (let round = 0; ; ) {
    for (let spin = 0; Atomics.load(control, ROUND) === round; spin++) if (spin > SPINS) Atomics.wait(control, ROUND, round);
    round++;
    const task = Atomics.load(control, WORK);
    try {
      if (task !== TASK.END) performer.perform(task, layout.shares);
    } catch {
      Atomics.store(control, BROKEN, 1);
    }
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
    if (task === TASK.END) return;
  }
}

function lost(detail: string): MLOpsError {
  return new MLOpsError({ code: "THREAD_LOST", what: "training", detail });
}
