import { Worker } from "node:worker_threads";
import { packOutput } from "@mlops/core/stage";
import { unpackError } from "@mlops/core/threads";
import { PipelineError } from "@mlops/models";
import type { FoldPlan } from "../folds/fold-plan.ts";
import { learnsFeatures } from "../folds/refit-features.ts";
import { failedTrial, type TrialOutcome, type TrialSetting, type TrialTask } from "./score-trial.ts";
import { PROTOCOL, type TrialAnswer, type TrialThreadData } from "./trial-messages.ts";

export interface TrialThreadsOptions {
  /** Trials at a time. */
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** Trials to go on with when all are done; none ends it. Default: none. */
  readonly next?: () => Promise<readonly TrialTask[]>;
  /** Module that the threads run. Default: the one of this package. */
  readonly entry?: URL;
}

/**
 * Scores trials in worker threads, each given the next one when it is done; gives them as they come, whatever their order. Rows are copied to shared memory once,
 * not per thread or trial. A trial whose thread dies is a failed one, and another thread takes its place. All threads have ended when the generator has.
 * @throws the signal's reason; what no fit should throw
 */
export async function* scoreInThreads(
  setting: TrialSetting,
  tasks: readonly TrialTask[],
  {
    threads,
    signal,
    next = async () => [],
    entry = new URL(import.meta.resolve("@mlops/model-training/trial-worker")),
  }: TrialThreadsOptions,
): AsyncGenerator<TrialOutcome, void, undefined> {
  const data = shared(setting);
  const waiting = [...tasks];
  const slots = Array.from({ length: threads }, () => new TrialThread(entry, data));
  const running = new Map<TrialThread, Promise<{ thread: TrialThread; outcome: TrialOutcome }>>();
  const feed = (thread: TrialThread): void => {
    const task = waiting.shift();
    if (task === undefined) running.delete(thread);
    else
      running.set(
        thread,
        thread.score(task).then((outcome) => ({ thread, outcome })),
      );
  };
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason);
  });
  aborted.catch(() => undefined);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    while (waiting.length > 0) {
      for (const thread of slots) feed(thread);
      while (running.size > 0) {
        const { thread, outcome } = await Promise.race([aborted, ...running.values()]);
        feed(thread);
        yield outcome;
      }
      waiting.push(...(await next()));
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await Promise.all(slots.map((thread) => thread.close()));
  }
}

interface Current {
  readonly task: TrialTask;
  readonly resolve: (outcome: TrialOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** A place for one trial at a time, with a thread of its own that is started when it is needed. */
class TrialThread {
  readonly #entry: URL;
  readonly #data: TrialThreadData;
  #worker: Worker | null = null;
  #current: Current | null = null;

  constructor(entry: URL, data: TrialThreadData) {
    this.#entry = entry;
    this.#data = data;
  }

  score(task: TrialTask): Promise<TrialOutcome> {
    const worker = this.#worker ?? this.#start();
    const outcome = new Promise<TrialOutcome>((resolve, reject) => {
      this.#current = { task, resolve, reject };
    });
    outcome.catch(() => undefined); // seen when it is this one's turn
    worker.postMessage(task);
    return outcome;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#current = null;
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { workerData: this.#data, name: "search" });
    const died = (detail: string, cause?: unknown): void => {
      if (this.#worker !== worker) return;
      const current = this.#current;
      this.#worker = null;
      if (current === null) return;
      const stage = `trial ${current.task.trial}`;
      const error = new PipelineError({ code: "STAGE_CRASHED", stage, detail, ...(cause === undefined ? {} : { cause }) });
      current.resolve(failedTrial(current.task, "its thread died", error));
    };
    worker.on("error", (error) => died(error instanceof Error ? error.message : String(error), error));
    worker.on("exit", (code) => died(`its worker thread ended with code ${code}`));
    worker.on("message", (answer: TrialAnswer) => {
      if ("bug" in answer) this.#current?.reject(unpackError(answer.bug));
      else this.#current?.resolve({ scored: answer.scored, ...(answer.error ? { error: unpackError(answer.error) } : {}) });
    });
    this.#worker = worker;
    return worker;
  }
}

function shared({ config, rows, plan, metric, seed }: TrialSetting): TrialThreadData {
  const { x, y, weights, metricWeights, raw, features } = rows;
  const folds: FoldPlan = {
    method: plan.method,
    folds: plan.folds.map(({ train, test }) => ({ train: inSharedMemory(train), test: inSharedMemory(test) })),
  };
  return {
    protocol: PROTOCOL,
    setting: {
      config: { algorithm: config.algorithm, parameters: config.parameters, search: { space: config.search.space } },
      plan: folds,
      metric,
      seed,
    },
    rows: {
      x: { rows: x.rows, names: [...x.names], columns: x.columns.map(inSharedMemory) },
      y: y.kind === "regression" ? { ...y, values: inSharedMemory(y.values) } : { ...y, codes: inSharedMemory(y.codes) },
      weights: weights && inSharedMemory(weights),
      metricWeights: metricWeights && inSharedMemory(metricWeights),
    },
    ...(features && learnsFeatures(features) ? { learned: packOutput({ raw, features }) } : {}),
  };
}

function inSharedMemory<A extends Float64Array | Int32Array | Uint32Array>(values: A): A {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new (values.constructor as new (buffer: SharedArrayBuffer) => A)(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
