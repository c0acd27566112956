import { type CodeOf, ERROR_CODES, type ErrorCode, type ErrorKind } from "./codes.ts";

/** What an error is made of: its code, the fields its message names, and optionally a message, hint and cause of its own. */
export interface ErrorInit<C extends ErrorCode = ErrorCode> {
  code: C;
  message?: string;
  hint?: string;
  cause?: unknown;
  [field: string]: unknown;
}

const MARK = Symbol.for("@mlops/error");

function fill(template: string, fields: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields[name];
    return Array.isArray(value) ? value.join(", ") : value === undefined ? "?" : String(value);
  });
}

/**
 * Base of every error of these packages: a stable `code`, structured `fields`, a `hint` that says what to try, and the `cause`.
 * Recognise one with `MLOpsError.isInstance(e)`: it works across copies of this package, `instanceof` does not.
 * @example new MLOpsError({ code: "NOT_SUPPORTED", feature: "ranking" }).message // => "ranking is not supported"
 */
export class MLOpsError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly [MARK]: readonly ErrorKind[];

  constructor(init: ErrorInit, kind: ErrorKind = "MLOpsError") {
    const { code, message, hint, cause, ...fields } = init;
    const entry = ERROR_CODES[code];
    super(message ?? fill(entry.message, fields), cause === undefined ? undefined : { cause });
    this.name = kind;
    this.code = code;
    this.hint = hint ?? fill(entry.hint, fields);
    this.fields = fields;
    this[MARK] = kind === "MLOpsError" ? [kind] : ["MLOpsError", kind];
  }

  /** True for an error of this class or a class below it, from any copy of this package. */
  static isInstance(error: unknown): error is MLOpsError {
    return isKind(error, "MLOpsError");
  }

  toJSON(): Record<string, unknown> {
    return { name: this.name, code: this.code, message: this.message, hint: this.hint, ...this.fields };
  }
}

function isKind(error: unknown, kind: ErrorKind): boolean {
  const kinds = (error as { [MARK]?: unknown } | null | undefined)?.[MARK];
  return Array.isArray(kinds) && kinds.includes(kind);
}

/** A configuration that cannot be used: wrong field, unknown key, unresolved reference. */
export class ConfigError extends MLOpsError {
  constructor(init: ErrorInit<CodeOf<"ConfigError">>) {
    super(init, "ConfigError");
  }
  static override isInstance(error: unknown): error is ConfigError {
    return isKind(error, "ConfigError");
  }
}

/** Data that broke its rules where rules must hold. */
export class ValidationFailure extends MLOpsError {
  constructor(init: ErrorInit<CodeOf<"ValidationFailure">>) {
    super(init, "ValidationFailure");
  }
  static override isInstance(error: unknown): error is ValidationFailure {
    return isKind(error, "ValidationFailure");
  }
}

/** Input data that cannot be read or used: a file, a column, a value. */
export class DataError extends MLOpsError {
  constructor(init: ErrorInit<CodeOf<"DataError">>) {
    super(init, "DataError");
  }
  static override isInstance(error: unknown): error is DataError {
    return isKind(error, "DataError");
  }
}

/** `transform` or `predict` before `fit`. */
export class NotFittedError extends MLOpsError {
  constructor(init: Omit<ErrorInit<CodeOf<"NotFittedError">>, "code"> & { code?: CodeOf<"NotFittedError"> }) {
    super({ ...init, code: "NOT_FITTED" }, "NotFittedError");
  }
  static override isInstance(error: unknown): error is NotFittedError {
    return isKind(error, "NotFittedError");
  }
}

/** The tracking store or model registry refused, is unreachable, or answered nonsense. */
export class TrackingError extends MLOpsError {
  constructor(init: ErrorInit<CodeOf<"TrackingError">>) {
    super(init, "TrackingError");
  }
  static override isInstance(error: unknown): error is TrackingError {
    return isKind(error, "TrackingError");
  }
}

/** A deployment that did not reach its wanted state. */
export class DeploymentError extends MLOpsError {
  constructor(init: ErrorInit<CodeOf<"DeploymentError">>) {
    super(init, "DeploymentError");
  }
  static override isInstance(error: unknown): error is DeploymentError {
    return isKind(error, "DeploymentError");
  }
}

/** Databricks refused a request. */
export class DatabricksError extends MLOpsError {
  constructor(init: ErrorInit<CodeOf<"DatabricksError">>) {
    super(init, "DatabricksError");
  }
  static override isInstance(error: unknown): error is DatabricksError {
    return isKind(error, "DatabricksError");
  }
}

/** A pipeline that is put together wrongly, or a stage that failed as a stage. */
export class PipelineError extends MLOpsError {
  constructor(init: ErrorInit<CodeOf<"PipelineError">>) {
    super(init, "PipelineError");
  }
  static override isInstance(error: unknown): error is PipelineError {
    return isKind(error, "PipelineError");
  }
}

/** A limit of time was reached. */
export class TimeoutError extends MLOpsError {
  constructor(init: ErrorInit<CodeOf<"TimeoutError">>) {
    super(init, "TimeoutError");
  }
  static override isInstance(error: unknown): error is TimeoutError {
    return isKind(error, "TimeoutError");
  }
}
