export { ConfigError, MLOpsError } from "@mlops/models";
export { createModelServer, type ModelServer, type ModelServerOptions } from "./model-server.ts";
export type { ModelSource, VersionSource } from "./served-model.ts";
