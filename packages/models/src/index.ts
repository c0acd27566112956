export { type CodeOf, ERROR_CODES, type ErrorCode, type ErrorCodeEntry, type ErrorKind } from "./errors/codes.ts";
export {
  ConfigError,
  DatabricksError,
  DataError,
  DeploymentError,
  type ErrorInit,
  MLOpsError,
  NotFittedError,
  PipelineError,
  TimeoutError,
  TrackingError,
  ValidationFailure,
} from "./errors/mlops-error.ts";
export type { Json } from "./json.ts";
