import {
  ConfigError,
  DatabricksError,
  DataError,
  DeploymentError,
  type ErrorKind,
  MLOpsError,
  NotFittedError,
  PipelineError,
  TimeoutError,
  TrackingError,
  ValidationFailure,
} from "@mlops/models/errors";
import { toJson } from "../pipeline/json-safe.ts";

/** An error as a message between threads. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: PackedError | undefined;
  /** Set for errors of these packages. */
  readonly mlops?: { readonly code: string; readonly hint: string; readonly fields: Record<string, unknown> };
}

type ErrorClass = new (init: never) => MLOpsError;

const CLASSES: Readonly<Record<ErrorKind, ErrorClass>> = {
  MLOpsError,
  ConfigError,
  ValidationFailure,
  DataError,
  NotFittedError,
  TrackingError,
  DeploymentError,
  DatabricksError,
  PipelineError,
  TimeoutError,
};

const BUILT_IN: Readonly<Record<string, ErrorConstructor>> = { TypeError, RangeError, ReferenceError, SyntaxError, URIError, EvalError };

/** The parts of `error` that structured clone carries: class, code, hint, JSON-safe fields, stack and cause. */
export function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: undefined, cause: undefined };
  const { name, message, stack } = error;
  const cause = error.cause === undefined ? undefined : packError(error.cause);
  if (!MLOpsError.isInstance(error)) return { name, message, stack, cause };
  const fields = toJson(error.fields) as Record<string, unknown>;
  return { name, message, stack, cause, mlops: { code: error.code, hint: error.hint, fields } };
}

/** The error again, of the class it was: an `MLOpsError`'s own class, a built-in class, or `Error` with the name it had. */
export function unpackError({ name, message, stack, cause: packedCause, mlops }: PackedError): Error {
  const cause = packedCause === undefined ? undefined : unpackError(packedCause);
  if (mlops) {
    const init = { ...mlops.fields, code: mlops.code, hint: mlops.hint, message, ...(cause ? { cause } : {}) };
    return withStack(new CLASSES[name as ErrorKind](init as never), stack);
  }
  const error = new (BUILT_IN[name] ?? Error)(message, cause === undefined ? undefined : { cause });
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  return withStack(error, stack);
}

function withStack<E extends Error>(error: E, stack: string | undefined): E {
  if (stack !== undefined) Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  return error;
}
