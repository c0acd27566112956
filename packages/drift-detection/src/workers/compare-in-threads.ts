import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { packColumn, unpackError } from "@mlops/core/threads";
import { PipelineError } from "@mlops/models/errors";
import { compareFeature, type Side } from "../features/compare-feature.ts";
import type { FeatureComparison } from "../features/feature-drift.ts";
import { claim, type FeatureTask, type PackedSide, PROTOCOL, type TaskAnswer, type TaskMessage, type ThreadData } from "./protocol.ts";
import { TaskBoard } from "./task-board.ts";

export interface ThreadOptions {
  /** Worker threads to start. */
  readonly threads: number;
  /** The calling thread compares columns, too, and serves its event loop between them. */
  readonly helps: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
}

/** Columns that a thread is given at once where the caller, who hands them out, may be busy with one of its own. */
const AHEAD = 4;

/**
 * Compares columns in worker threads, each given another column when it is done with one, and on the calling thread if it helps, from the start: until the threads are up it works alone.
 * Buffers in shared memory are not copied. All threads have ended when the promise settles.
 * @throws the signal's reason; what the comparison throws, of the same class; PipelineError `STAGE_CRASHED`
 */
export async function compareInThreads(tasks: readonly FeatureTask[], options: ThreadOptions): Promise<FeatureComparison[]> {
  const { threads, helps, signal, onProgress } = options;
  signal?.throwIfAborted();
  const board = new TaskBoard(tasks, onProgress);
  const onAbort = (): void => board.fail(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const workers: Worker[] = [];
  try {
    while (workers.length < threads) workers.push(startThread(board, helps ? AHEAD : 1));
    if (helps) await help(board);
    return await board.result;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function startThread(board: TaskBoard, ahead: number): Worker {
  const data: ThreadData = { protocol: PROTOCOL, claims: board.claims };
  const worker = new Worker(new URL(import.meta.resolve("@mlops/drift-detection/worker")), { workerData: data, name: "drift-detection" });
  const crashed = (detail: string, cause?: unknown): void =>
    board.fail(new PipelineError({ code: "STAGE_CRASHED", stage: "drift-detection", detail, ...(cause === undefined ? {} : { cause }) }));
  worker.on("error", (error) => crashed(error instanceof Error ? error.message : String(error), error));
  let waiting = 0; // answers
  let dismissed = false;
  worker.on("exit", (code) => {
    if (waiting > 0 || !dismissed) crashed(`its worker thread ended with code ${code}`);
  });
  const give = async (): Promise<void> => {
    try {
      const read = await board.next();
      if (read === null) {
        // it ends behind its last column, while others compare theirs
        if (!dismissed) worker.postMessage(null);
        dismissed = true;
        return;
      }
      waiting++;
      const { task, context, sides } = read;
      const message: TaskMessage = { task, context, sides: [pack(sides[0]), pack(sides[1])] };
      worker.postMessage(message);
    } catch (error) {
      board.fail(error);
    }
  };
  let turn = Promise.resolve(); // one after the other: that there are no more comes behind the last column
  worker.on("message", (answer: TaskAnswer) => {
    waiting--;
    if ("error" in answer) return board.fail(unpackError(answer.error));
    if ("comparison" in answer) board.record(answer.task, answer.comparison);
    turn = turn.then(give);
  });
  for (let k = 0; k < ahead; k++) turn = turn.then(give);
  return worker;
}

const pack = (side: Side): PackedSide => (typeof side === "string" ? side : packColumn(side));

/** Compares columns on this thread until none is left to begin. */
async function help(board: TaskBoard): Promise<void> {
  try {
    while (!board.over) {
      const read = (await board.next()) ?? board.reclaim();
      if (read === null) return;
      claim(board.claims, read.task);
      board.record(read.task, compareFeature(...read.sides, read.context));
      await setImmediate();
    }
  } catch (error) {
    board.fail(error);
  }
}
