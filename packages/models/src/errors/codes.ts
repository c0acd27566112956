/** What one error code means, which class carries it, and what to try. `{field}` in a message is filled from the error's fields. */
export interface ErrorCodeEntry {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string;
}

export type ErrorKind =
  | "ConfigError"
  | "ValidationFailure"
  | "DataError"
  | "NotFittedError"
  | "TrackingError"
  | "DeploymentError"
  | "DatabricksError"
  | "PipelineError"
  | "TimeoutError"
  | "MLOpsError";

/** The one table of error codes; docs/errors.md is generated from it. */
export const ERROR_CODES = {
  // configuration
  CONFIG_INVALID: { kind: "ConfigError", message: "the configuration is not valid: {detail}", hint: "see docs/config.md for the fields" },
  CONFIG_FILE_UNREADABLE: { kind: "ConfigError", message: "cannot read {file}: {detail}", hint: "check the path and its permissions" },
  CONFIG_SYNTAX: { kind: "ConfigError", message: "{file} is not valid YAML: {detail}", hint: "fix the syntax at the place named" },
  CONFIG_UNKNOWN_KEY: { kind: "ConfigError", message: 'unknown key "{key}"', hint: "remove it or correct its spelling" },
  CONFIG_DUPLICATE_KEY: { kind: "ConfigError", message: 'key "{key}" is given twice', hint: "keep one of the two" },
  CONFIG_UNKNOWN_ENVIRONMENT: { kind: "ConfigError", message: 'unknown environment "{environment}"', hint: "environments: {available}" },
  CONFIG_UNRESOLVED: { kind: "ConfigError", message: "{reference} has no value", hint: "define it or give it a default" },
  PARAMETER_INVALID: { kind: "ConfigError", message: "{parameter} is not valid: {detail}", hint: "see the documented range" },
  USAGE_INVALID: { kind: "ConfigError", message: "{detail}", hint: "see: mlops --help" },
  NOT_SUPPORTED: { kind: "MLOpsError", message: "{feature} is not supported", hint: "the README lists what is not built yet" },
  OUT_OF_MEMORY: { kind: "MLOpsError", message: "{what} needs {bytes} bytes of memory: {detail}", hint: "give fewer rows or columns" },
  THREAD_LOST: { kind: "MLOpsError", message: "a thread of {what} stopped: {detail}", hint: "run again with fewer threads" },
  PACKAGE_MISSING: { kind: "ConfigError", message: "{feature} needs {package}", hint: "npm i {package}" },
  // pipelines
  STAGE_DUPLICATE: { kind: "PipelineError", message: 'stage "{stage}" is defined twice', hint: "give each stage a name of its own" },
  STAGE_UNKNOWN: {
    kind: "PipelineError",
    message: 'stage "{stage}" depends on "{dependency}", which does not exist',
    hint: "stages: {available}",
  },
  STAGE_CYCLE: {
    kind: "PipelineError",
    message: "stages depend on each other in a circle: {cycle}",
    hint: "remove one of these dependencies",
  },
  STAGE_INPUT_MISSING: {
    kind: "PipelineError",
    message: 'stage "{stage}" has no input from {dependency}',
    hint: "run the stage it depends on",
  },
  STAGE_CRASHED: {
    kind: "PipelineError",
    message: 'stage "{stage}" stopped without a result: {detail}',
    hint: "this is a bug: report it with the stack in the run's report",
  },
  STATE_UNWRITABLE: {
    kind: "PipelineError",
    message: "cannot write {file}: {detail}",
    hint: "check free space and permissions of the home folder",
  },
  RUN_UNKNOWN: { kind: "PipelineError", message: 'there is no run "{run}"', hint: "list them: mlops runs" },
  GATE_BLOCKED: { kind: "PipelineError", message: "the gate blocked the model: {detail}", hint: "see the gate's figures in the report" },
  TIMED_OUT: { kind: "TimeoutError", message: "{what} took longer than {limit}", hint: "raise the limit or reduce the work" },
  // data
  FILE_UNREADABLE: { kind: "DataError", message: "cannot read {file}: {detail}", hint: "check the path and its permissions" },
  FILE_MALFORMED: { kind: "DataError", message: "{file} is malformed: {detail}", hint: "repair the file or set its options" },
  FILE_UNWRITABLE: { kind: "DataError", message: "cannot write {file}: {detail}", hint: "check free space and permissions" },
  FORMAT_UNKNOWN: { kind: "DataError", message: "the format of {file} is not known", hint: "set format to csv, ndjson, parquet or arrow" },
  COLUMN_MISSING: { kind: "DataError", message: 'there is no column "{column}"', hint: "columns: {available}" },
  COLUMN_DUPLICATE: { kind: "DataError", message: 'column "{column}" occurs twice', hint: "rename one of them" },
  COLUMN_TYPE: {
    kind: "DataError",
    message: 'column "{column}" is {actual}, not {expected}',
    hint: "convert the column or change the setting",
  },
  COLUMN_LENGTH: {
    kind: "DataError",
    message: 'column "{column}" has {actual} rows, not {expected}',
    hint: "all columns need the same number of rows",
  },
  TABLE_EMPTY: { kind: "DataError", message: "the table has no rows", hint: "check the source and its filters" },
  TOO_FEW_ROWS: { kind: "DataError", message: "{actual} rows are too few; {needed} are needed", hint: "give more rows" },
  VALUE_INVALID: { kind: "DataError", message: "{what} holds a value that is not allowed: {detail}", hint: "clean the value first" },
  SINGLE_CLASS: { kind: "DataError", message: 'the target "{column}" has a single class', hint: "check the filter of the training data" },
  NOT_TRAINING_SPLIT: { kind: "DataError", message: "fit was given the {split} split", hint: "fit on the training split only" },
  EXPRESSION_SYNTAX: {
    kind: "DataError",
    message: "cannot read the expression: {detail}",
    hint: "see the expression language in packages/core/README.md",
  },
  EXPRESSION_TYPE: { kind: "DataError", message: "the expression does not fit the columns: {detail}", hint: "compare values of one type" },
  DATA_INVALID: { kind: "ValidationFailure", message: "the data broke {count} rules: {rules}", hint: "see the failing rows in the report" },
  // models
  NOT_FITTED: { kind: "NotFittedError", message: "{what} is not fitted", hint: "call fit first" },
  CONTRACT_BROKEN: { kind: "MLOpsError", message: "{what} breaks the contract: {detail}", hint: "see checkEstimator" },
  GRAPH_INVALID: { kind: "DataError", message: "the ONNX graph is not valid: {detail}", hint: "export the model again" },
  BUNDLE_INVALID: {
    kind: "DataError",
    message: "{path} is not a complete model bundle: {detail}",
    hint: "download or export the model again",
  },
  PARITY_BROKEN: {
    kind: "MLOpsError",
    message: "the exported graph disagrees with the model: {detail}",
    hint: "report this with the golden rows",
  },
  MODEL_URI_INVALID: {
    kind: "ConfigError",
    message: '"{uri}" is not a model URI',
    hint: "models:/name/3, models:/name@alias, models:/m-id, runs:/id/path or a folder",
  },
  SIGNATURE_MISMATCH: {
    kind: "DataError",
    message: "the rows do not fit the model's signature: {detail}",
    hint: "see the signature in MLmodel",
  },
  // tracking and HTTP
  TRACKING_REQUEST: {
    kind: "TrackingError",
    message: "{method} {path} answered {status}: {detail}",
    hint: "check the tracking URI and the request",
  },
  TRACKING_UNREACHABLE: { kind: "TrackingError", message: "cannot reach {url}: {detail}", hint: "check that the tracking server runs" },
  TRACKING_RESPONSE: {
    kind: "TrackingError",
    message: "{url} gave no MLflow answer: {detail}",
    hint: "check that the tracking URI names an MLflow server",
  },
  TRACKING_NOT_FOUND: { kind: "TrackingError", message: "{what} does not exist", hint: "list what there is: mlops models, mlops runs" },
  TRACKING_CONFLICT: { kind: "TrackingError", message: "{what} exists already", hint: "choose another name" },
  TRACKING_INVALID: {
    kind: "TrackingError",
    message: "the tracking request is not valid: {detail}",
    hint: "see MLflow's limits on names and lengths",
  },
  // serving, deployment and Databricks
  ADDRESS_UNAVAILABLE: {
    kind: "ConfigError",
    message: "cannot listen on {host}:{port}: {detail}",
    hint: "choose another port, or 0 for a free one",
  },
  ENDPOINT_UNKNOWN: { kind: "ConfigError", message: 'there is no endpoint "{endpoint}" in {home}', hint: "endpoints: {available}" },
  ENDPOINT_SERVED: {
    kind: "DeploymentError",
    message: 'endpoint "{endpoint}" is served already, by process {pid} at {url}',
    hint: "use that one, or end it first",
  },
  DEPLOYMENT_FAILED: {
    kind: "DeploymentError",
    message: 'endpoint "{endpoint}" was not updated: {detail}',
    hint: "the former version still serves",
  },
  DEPLOYMENT_INCOMPATIBLE: {
    kind: "DeploymentError",
    message: 'version {version} does not answer what clients of endpoint "{endpoint}" send and read: {detail}',
    hint: "deploy it to an endpoint of another name, or train with the columns that clients know",
  },
  DEPLOYMENT_BUSY: {
    kind: "DeploymentError",
    message: 'endpoint "{endpoint}" is being deployed by process {pid}',
    hint: "try again when that is over",
  },
  DATABRICKS_REQUEST: {
    kind: "DatabricksError",
    message: "Databricks answered {status}: {detail}",
    hint: "check host, token and permissions",
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
/** The codes that one error class carries. */
export type CodeOf<K extends ErrorKind> = { [C in ErrorCode]: (typeof ERROR_CODES)[C]["kind"] extends K ? C : never }[ErrorCode];
