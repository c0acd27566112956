import type { Result } from "@mlops/models";
import type { LogRecord } from "../logging/sink.ts";
import type { RunEvent } from "../pipeline/run-event.ts";
import type { RunOptions } from "../pipeline/run-options.ts";
import type { Packed } from "../stage/transport.ts";
import type { PackedError } from "./error-transport.ts";

export const PROTOCOL = "mlops-pipeline-worker-1";

/** What crosses to the worker besides inputs and config: plain values. */
export type WorkerOptions = Pick<RunOptions, "home" | "seed" | "params" | "runFolder" | "pipelineFile" | "run">;

/** What a worker is started with. Secrets are revealed inside it and nowhere else. */
export interface WorkerTask {
  readonly protocol: typeof PROTOCOL;
  readonly kind: string;
  readonly config: Packed;
  readonly options: WorkerOptions;
  readonly trackingConfig?: Packed;
  readonly inputs: Packed;
  /** One Int32: 0 while the work is wanted, 1 once it is aborted. Seen by computations that never await. */
  readonly flag: SharedArrayBuffer;
}

/** What a worker sends back. */
export type WorkerMessage =
  | { readonly type: "event"; readonly event: RunEvent }
  | { readonly type: "log"; readonly record: LogRecord }
  | { readonly type: "result"; readonly result: Result; readonly output: Packed | undefined }
  | { readonly type: "error"; readonly error: PackedError };
