import { parentPort, workerData } from "node:worker_threads";
import type { PipelineConfig, TrackingConfig } from "@mlops/models";
import { withLogContext } from "../logging/context.ts";
import { redirectLogs } from "../logging/sink.ts";
import type { PipelineKind } from "../pipeline/pipeline-kind.ts";
import type { RunEvent } from "../pipeline/run-event.ts";
import type { StageInputs } from "../pipeline/run-options.ts";
import { packOutput, unpackOutput } from "../stage/transport.ts";
import { packError } from "./error-transport.ts";
import { PROTOCOL, type WorkerMessage, type WorkerTask } from "./protocol.ts";
import { sharedSignal } from "./shared-signal.ts";

const isTask = (data: unknown): data is WorkerTask => (data as WorkerTask | null)?.protocol === PROTOCOL;

/** The whole of a package's worker module: runs the one pipeline this thread was started for. Does nothing outside such a thread. */
export function servePipeline<Out>(Kind: PipelineKind<Out>): void {
  if (parentPort === null || !isTask(workerData)) return;
  const port = parentPort;
  const post = (message: WorkerMessage): void => port.postMessage(message);
  redirectLogs((record) => post({ type: "log", record }));
  runTask(Kind, workerData, post)
    .catch((error: unknown) => post({ type: "error", error: packError(error) }))
    .finally(() => port.close());
}

/** Runs `task` and posts what happens; the pipeline's error is the caller's to post. */
export async function runTask<Out>(Kind: PipelineKind<Out>, task: WorkerTask, post: (message: WorkerMessage) => void): Promise<void> {
  const config = await unpackOutput<PipelineConfig>(task.config);
  const inputs = await unpackOutput<StageInputs>(task.inputs);
  const trackingConfig = task.trackingConfig === undefined ? undefined : await unpackOutput<TrackingConfig>(task.trackingConfig);
  const { run } = task.options;
  const options = {
    ...task.options,
    inputs,
    ...(trackingConfig === undefined ? {} : { trackingConfig }),
    signal: sharedSignal(task.flag, parentPort),
    onEvent: (event: RunEvent) => post({ type: "event", event }),
  };
  const context = run === undefined ? {} : { run: run.id, stage: run.stage, attempt: run.attempt };
  const result = await withLogContext(context, () => new Kind(config).run(options));
  const { output, ...rest } = { ...result, output: result.output };
  post({ type: "result", result: rest, output: packOutput(output) });
}
