import { Worker } from "node:worker_threads";
import { type PipelineConfig, PipelineError } from "@mlops/models";
import { writeRecord } from "../logging/sink.ts";
import type { RunEvent } from "../pipeline/run-event.ts";
import type { RunOptions } from "../pipeline/run-options.ts";
import { type StageResult, withOutput } from "../pipeline/stage-result.ts";
import { packOutput, unpackOutput } from "../stage/transport.ts";
import { unpackError } from "./error-transport.ts";
import { type Attempt, runWithLimits } from "./limits.ts";
import { PROTOCOL, type WorkerMessage, type WorkerTask } from "./protocol.ts";

export interface PipelineTask {
  /** What messages call it: the stage's name or kind. */
  readonly kind: string;
  readonly config: PipelineConfig;
  readonly options?: RunOptions;
}

export interface WorkerLimits {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Default 10 000. */
  readonly graceMs?: number | undefined;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
}

/**
 * Runs a pipeline in a worker thread of its own, so that time limit and abort hold while it computes. `entry` is the URL of a module that calls
 * `servePipeline`. Tables cross as shared column buffers.
 * @throws what the pipeline throws, of the same class; `TimeoutError`; the signal's reason; `PipelineError` `STAGE_CRASHED` when the thread dies
 */
export async function runInWorker<Out = unknown>(entry: string, task: PipelineTask, limits: WorkerLimits = {}): Promise<StageResult<Out>> {
  const { home, seed, params, runFolder, pipelineFile, run, inputs = {}, trackingConfig } = task.options ?? {};
  const flag = new SharedArrayBuffer(4);
  const plain = Object.entries({ home, seed, params, runFolder, pipelineFile, run }).filter(([, value]) => value !== undefined);
  const message: WorkerTask = {
    protocol: PROTOCOL,
    kind: task.kind,
    config: packOutput(task.config),
    options: Object.fromEntries(plain),
    ...(trackingConfig === undefined ? {} : { trackingConfig: packOutput(trackingConfig) }),
    inputs: packOutput(inputs),
    flag,
  };
  return runWithLimits((signal) => startWorker<Out>(entry, message, signal, limits.onEvent), { ...limits, what: task.kind });
}

function startWorker<Out>(
  entry: string,
  task: WorkerTask,
  signal: AbortSignal,
  onEvent: ((event: RunEvent) => void) | undefined,
): Attempt<StageResult<Out>> {
  const worker = new Worker(new URL(entry), { workerData: task, name: task.kind });
  const onAbort = (): void => {
    Atomics.store(new Int32Array(task.flag), 0, 1);
    worker.postMessage("abort");
  };
  signal.addEventListener("abort", onAbort, { once: true });
  const result = new Promise<StageResult<Out>>((resolve, reject) => {
    const crashed = (detail: string, cause?: unknown): void =>
      reject(new PipelineError({ code: "STAGE_CRASHED", stage: task.kind, detail, ...(cause === undefined ? {} : { cause }) }));
    worker.on("error", (error) => crashed(error instanceof Error ? error.message : String(error), error));
    worker.on("messageerror", (error) => crashed(error.message, error));
    let answered = false;
    worker.on("exit", (code) => {
      if (!answered) crashed(`its worker thread ended with code ${code}`);
    });
    worker.on("message", (message: WorkerMessage) => {
      switch (message.type) {
        case "event":
          if (!signal.aborted) onEvent?.(message.event);
          return;
        case "log":
          return writeRecord(message.record);
        case "error":
          return reject(unpackError(message.error));
        case "result":
          answered = true; // the thread may end while its output is being unpacked
          unpackOutput<Out | undefined>(message.output).then((output) => resolve(withOutput(message.result, output)), reject);
      }
    });
  });
  result.catch(() => undefined);
  return { result, stop: () => worker.terminate() };
}
