export { toJson } from "./json-safe.ts";
export { Pipeline, type StageContext, type StageWork } from "./pipeline.ts";
export type { Progress, RunIdentity, RunOptions, StageInputs } from "./run-options.ts";
export { failedResult, type StageResult, withOutput } from "./stage-result.ts";
