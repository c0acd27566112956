/**
 * Why a request gave no usable answer.
 * `status`: the server refused (see `status`, `body`). `unreachable`: no connection. `interrupted`: the connection broke, before or within
 * the answer. `timeout`: a deadline passed. `malformed`: the body is not what was asked for. `redirect`: the answer points elsewhere and was not followed.
 */
export type HttpFailureKind = "status" | "unreachable" | "interrupted" | "timeout" | "malformed" | "redirect";

export interface HttpFailureInit {
  readonly kind: HttpFailureKind;
  readonly detail: string;
  readonly method: string;
  /** Already redacted. */
  readonly url: string;
  readonly attempts: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cause?: unknown;
}

const MARK = Symbol.for("@mlops/http-failure");

/** A request that failed after all its tries. Callers turn it into their own error class; no message holds a secret. */
export class HttpFailure extends Error {
  readonly kind: HttpFailureKind;
  readonly detail: string;
  readonly method: string;
  readonly url: string;
  readonly attempts: number;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The answer's text, at most its first 64 KiB. */
  readonly body: string | undefined;
  readonly [MARK] = true;

  constructor(init: HttpFailureInit) {
    super(`${init.method} ${init.url}: ${init.detail}`, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = "HttpFailure";
    this.kind = init.kind;
    this.detail = init.detail;
    this.method = init.method;
    this.url = init.url;
    this.attempts = init.attempts;
    this.status = init.status;
    this.headers = init.headers ?? {};
    this.body = init.body;
  }

  /** True for a failure of any copy of this package. */
  static isInstance(error: unknown): error is HttpFailure {
    return typeof error === "object" && error !== null && (error as { [MARK]?: unknown })[MARK] === true;
  }
}
