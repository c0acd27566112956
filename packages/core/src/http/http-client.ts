import { ConfigError } from "@mlops/models/errors";
import { Agent } from "undici";
import { type AuthProvider, basicAuth } from "./auth-provider.ts";
import { deadline, pause } from "./deadline.ts";
import { HttpFailure } from "./http-failure.ts";
import type { HttpResponse } from "./http-response.ts";
import { redactUrl } from "./redact.ts";
import { requestUrl } from "./request-url.ts";
import { backoffDelay, parseRetryAfter, type RetryOptions, retryPolicy } from "./retry-policy.ts";
import { type Outcome, sendOnce } from "./send-once.ts";

export interface HttpClientOptions extends RetryOptions {
  /** Scheme, host and optional path prefix of every request; a user and password in it become basic authentication. */
  readonly baseUrl: string;
  readonly auth?: AuthProvider;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `mlops`. */
  readonly userAgent?: string;
  /** Limit of one try in ms, connection and body included. Default 30 000. */
  readonly timeoutMs?: number;
  /** Limit of a request in ms, all tries and waits together. Default 300 000. */
  readonly totalTimeoutMs?: number;
  /** Connections kept to one host. Default 16. */
  readonly connections?: number;
  /** Hops that a GET or HEAD follows; credentials stay with their origin. Default 5. */
  readonly maxRedirects?: number;
  /** Ends every request of this client. */
  readonly signal?: AbortSignal;
}

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface HttpRequest {
  /** Default GET. */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the base URL, encoded, starting with "/". `.` and `..` segments are refused: URL parsers would resolve them. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: Uint8Array | string;
  /** May the server see it twice? Default: all methods but POST and PATCH. Others are repeated only when the server cannot have acted. */
  readonly idempotent?: boolean;
  readonly retries?: number;
  readonly timeoutMs?: number;
  readonly totalTimeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface HttpClient {
  /** The base URL as it may be shown. */
  readonly url: string;
  /** Gives the answer when its status is 2xx, else throws `HttpFailure`. An abort throws the signal's reason. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Waits for nothing: open connections are closed. */
  close(): Promise<void>;
}

// A busy server says so before it acts; after any other failure it may have acted.
const NOT_ACTED = new Set([429, 503]);

/**
 * A pooled HTTP client that tries again with exponential backoff, obeys `Retry-After`, keeps deadlines and never shows a secret.
 * Connection errors, timeouts, 429 and 503 are retried; a POST or PATCH only where the server cannot have acted, unless `idempotent`.
 * @throws HttpFailure from `request`; ConfigError `PARAMETER_INVALID` for a base URL that is not http(s)
 * @example createHttpClient({ baseUrl: "http://ann:pw@localhost:1/api" }).url // => "http://localhost:1/api"
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const base = baseUrl(options.baseUrl);
  const auth = options.auth ?? (base.user === undefined ? undefined : basicAuth(base.user, base.password));
  const policy = retryPolicy(options);
  const dispatcher = new Agent({ connections: options.connections ?? 16, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 4000 });
  const headers = { "user-agent": options.userAgent ?? "mlops", "accept-encoding": "identity", ...options.headers };

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const method = request.method ?? "GET";
    const url = requestUrl(base.url, request.path, request.query);
    const idempotent = request.idempotent ?? (method !== "POST" && method !== "PATCH");
    const retries = request.retries ?? policy.retries;
    const totalMs = request.totalTimeoutMs ?? options.totalTimeoutMs ?? 300_000;
    const endsAt = Date.now() + totalMs;
    const total = deadline(totalMs, [request.signal, options.signal]);
    const sent = {
      method,
      url,
      headers: { ...headers, ...request.headers },
      body: request.json === undefined ? request.body : JSON.stringify(request.json),
      json: request.json !== undefined,
    };
    const tooLate = (attempts: number, cause?: unknown) => {
      const detail = `no answer within ${totalMs / 1000} s, ${attempts} ${attempts === 1 ? "try" : "tries"}`;
      return new HttpFailure({ kind: "timeout", detail, method, url: redactUrl(url), attempts, cause });
    };
    let renew = false;
    let renewed = false;
    try {
      for (let attempt = 1, failed = 0; ; attempt++) {
        const outcome: Outcome = await sendOnce(sent, {
          dispatcher,
          auth,
          renew,
          attempt,
          timeoutMs: request.timeoutMs ?? options.timeoutMs ?? 30_000,
          maxRedirects: options.maxRedirects ?? 5,
          signal: total.signal,
        }).catch((error: unknown) => {
          if (total.expired()) throw tooLate(attempt, error);
          if (total.signal.aborted) throw total.signal.reason;
          throw error;
        });
        if ("response" in outcome) return outcome.response;
        const failure: HttpFailure = outcome.failure;
        renew = failure.status === 401 && auth?.renewable === true && !renewed;
        if (renew) {
          renewed = true;
          continue;
        }
        const listed = failure.status !== undefined && policy.retryStatuses.includes(failure.status);
        const passing = failure.kind === "status" ? listed : failure.kind !== "malformed" && failure.kind !== "redirect";
        const safe = idempotent || outcome.unsent || (failure.kind === "status" && NOT_ACTED.has(failure.status ?? 0));
        const asked = parseRetryAfter(failure.headers["retry-after"], Date.now());
        const wait = asked ?? backoffDelay(policy, failed);
        if (!passing || !safe || failed >= retries || (asked ?? 0) > policy.maxRetryAfterMs) throw failure;
        if (Date.now() + wait >= endsAt) throw failure;
        failed += 1;
        await pause(wait, total.signal).catch((reason: unknown) => {
          throw total.expired() ? tooLate(attempt, failure) : reason;
        });
      }
    } finally {
      total.clear();
    }
  }

  return { url: redactUrl(base.url).replace(/\/$/, ""), request: send, close: () => dispatcher.destroy() };
}

interface Base {
  readonly url: URL;
  readonly user: string | undefined;
  readonly password: string;
}

function baseUrl(text: string): Base {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: "baseUrl",
      detail: "it is not a URL",
      hint: "http(s)://host[:port][/path]",
    });
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: "baseUrl",
      detail: `its scheme is ${url.protocol}`,
      hint: "use http or https",
    });
  }
  const user = url.username === "" ? undefined : decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = "";
  url.password = "";
  url.search = "";
  url.hash = "";
  return { url, user, password };
}
