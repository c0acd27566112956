export { type PackedError, packError, unpackError } from "./error-transport.ts";
export { type PipelineTask, runInWorker, type WorkerLimits } from "./run-in-worker.ts";
export { servePipeline } from "./serve-pipeline.ts";
