import type { AuthProvider } from "../http/auth-provider.ts";
import { failedError, refusalOf } from "./tracking-failure.ts";
import type { TrackingRequest, TrackingResponse, TrackingTransport } from "./transport.ts";

export interface HttpTransportOptions {
  readonly url: string;
  readonly auth?: AuthProvider;
  /** Limit of one request; transfers of files have ten times as long. Default 30. */
  readonly timeoutSeconds?: number;
  /** Default 4. */
  readonly retries?: number;
  readonly signal?: AbortSignal;
}

/** Speaks to an MLflow server. The HTTP client is loaded here, so the embedded store never loads it. */
export async function openHttpTransport(options: HttpTransportOptions): Promise<TrackingTransport> {
  const [{ createHttpClient }, { HttpFailure }] = await Promise.all([import("../http/http-client.ts"), import("../http/http-failure.ts")]);
  const timeoutMs = (options.timeoutSeconds ?? 30) * 1000;
  const client = createHttpClient({
    baseUrl: options.url,
    timeoutMs,
    totalTimeoutMs: timeoutMs * 4,
    retries: options.retries ?? 4,
    // MLflow says 500 for some lasting errors (an unknown model id), so a 500 is not repeated.
    retryStatuses: [429, 502, 503, 504],
    userAgent: "mlops-tracking",
    ...(options.auth === undefined ? {} : { auth: options.auth }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });

  async function send(request: TrackingRequest): Promise<TrackingResponse> {
    const { method, path, query, json, bytes, idempotent, signal } = request;
    const file = bytes !== undefined || path.includes("/mlflow-artifacts/artifacts/");
    try {
      const response = await client.request({
        method,
        path,
        ...(query === undefined ? {} : { query }),
        ...(json === undefined ? {} : { json }),
        ...(bytes === undefined ? {} : { body: bytes, headers: { "content-type": "application/octet-stream" } }),
        ...(idempotent === undefined ? {} : { idempotent }),
        ...(signal === undefined ? {} : { signal }),
        ...(file ? { timeoutMs: timeoutMs * 10, totalTimeoutMs: timeoutMs * 40 } : {}),
      });
      return { status: response.status, bytes: () => response.bytes, json: () => unwrap(() => response.json()) };
    } catch (error) {
      if (!HttpFailure.isInstance(error)) throw error;
      const body = error.kind === "status" ? parsed(error.body) : undefined;
      if (error.status === undefined || refusalOf(error.status, body) === undefined) throw failedError(request, error);
      const { status, body: text = "" } = error;
      return { status, json: () => body, bytes: () => new TextEncoder().encode(text) };
    }

    function unwrap<T>(read: () => T): T {
      try {
        return read();
      } catch (error) {
        throw HttpFailure.isInstance(error) ? failedError(request, error) : error;
      }
    }
  }

  return { url: client.url, send, close: () => client.close() };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
