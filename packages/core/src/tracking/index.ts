export type { ArtifactInfo } from "./artifact-client.ts";
export { type EmbeddedOptions, openEmbeddedStore } from "./embedded/embedded-store.ts";
export { type ServeTrackingOptions, serveTracking, type TrackingServer } from "./embedded/serve-tracking.ts";
export { LIMITS, type ParamValue } from "./limits.ts";
export type { LoggedModel, LogModelOptions, ModelFiles, ModelIds } from "./log-model.ts";
export { ModelRegistry, type RegisterModelOptions, type SearchRegistryOptions } from "./model-registry.ts";
export { type ModelUri, parseModelUri } from "./model-uri.ts";
export { openTracking, type Tracking, type TrackingOptions } from "./open-tracking.ts";
export type {
  Experiment,
  LoggedModelMetric,
  LoggedModelRecord,
  MetricPoint,
  RegisteredModel,
  Run,
  RunDataset,
  RunStatus,
} from "./records.ts";
export type { ModelFolder } from "./resolve-model.ts";
export type { DatasetInput, MetricRecord, TrackedRun } from "./tracked-run.ts";
export type { ArtifactOwner, SearchOptions, StartRunOptions, Tracker } from "./tracker.ts";
export type { TrackingRequest, TrackingResponse, TrackingTransport } from "./transport.ts";
