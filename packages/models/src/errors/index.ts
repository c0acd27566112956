export { type CodeOf, ERROR_CODES, type ErrorCode, type ErrorCodeEntry, type ErrorKind } from "./codes.ts";
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
} from "./mlops-error.ts";
