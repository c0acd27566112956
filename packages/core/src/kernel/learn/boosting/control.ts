import { MLOpsError } from "@mlops/models/errors";

/** 32-bit integers of the block by which the threads of a training talk. */
export const CONTROL = {
  /** Number of the task. */
  ROUND: 0,
  /** Threads that are done with it, its leader aside. */
  DONE: 1,
  /** The task. */
  WORK: 2,
  /** 1 when a share failed. */
  BROKEN: 3,
  /** Threads that serve no more. */
  GONE: 4,
  /** 1 when what failed wanted memory. */
  STARVED: 5,
  /** 1 when trees are to be left unfinished. */
  STOP: 6,
} as const;

/** Looks at the control block so often before sleeping: most tasks are over sooner than a thread wakes. */
export const SPINS = 5000;

/** Tells the leader of a training that so many of its threads will not answer any more. */
export function leave(control: Int32Array, threads: number): void {
  Atomics.add(control, CONTROL.GONE, threads);
  Atomics.notify(control, CONTROL.DONE);
}

/** Notes that a share failed, and whether for want of memory. */
export function fail(control: Int32Array, error: unknown): void {
  const starved = error instanceof RangeError || (MLOpsError.isInstance(error) && error.code === "OUT_OF_MEMORY");
  if (starved) Atomics.store(control, CONTROL.STARVED, 1);
  Atomics.store(control, CONTROL.BROKEN, 1);
}
