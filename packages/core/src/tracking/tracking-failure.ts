import { TrackingError } from "@mlops/models/errors";
import type { HttpFailure } from "../http/http-failure.ts";
import type { TrackingRequest } from "./transport.ts";

/** The words of MLflow's refusal: `{error_code, message}`. */
export interface Refusal {
  readonly status: number;
  readonly errorCode: string;
  readonly message: string;
}

/** Reads a refusal from a body; undefined where it is not MLflow's JSON. */
export function refusalOf(status: number, body: unknown): Refusal | undefined {
  const { error_code, message } = (typeof body === "object" && body !== null ? body : {}) as { error_code?: unknown; message?: unknown };
  return typeof error_code === "string" ? { status, errorCode: error_code, message: String(message ?? "") } : undefined;
}

/** @param what - what the request is about, for a message such as `run 12 does not exist` */
export function refusedError(request: TrackingRequest, refusal: Refusal, what?: string): TrackingError {
  const { status, errorCode, message: detail } = refusal;
  const { method, path } = request;
  const fields = { method, path, status, errorCode, detail };
  if (errorCode === "RESOURCE_DOES_NOT_EXIST") return new TrackingError({ code: "TRACKING_NOT_FOUND", ...fields, what: what ?? detail });
  if (errorCode === "RESOURCE_ALREADY_EXISTS") return new TrackingError({ code: "TRACKING_CONFLICT", ...fields, what: what ?? detail });
  if (status === 400) return new TrackingError({ code: "TRACKING_INVALID", ...fields });
  return new TrackingError({ code: "TRACKING_REQUEST", ...fields, ...hintFor(status) });
}

/** A failed exchange as a TrackingError. `uncertain` in its fields says that the server may have acted all the same. */
export function failedError(request: TrackingRequest, failure: HttpFailure): TrackingError {
  const { url, status, cause, attempts } = failure;
  const tries = attempts > 1 ? ` (${attempts} tries)` : "";
  const detail = failure.detail + tries;
  const uncertain = failure.kind === "interrupted" || failure.kind === "timeout" || status === 502 || status === 504;
  const fields = { method: request.method, path: request.path, url, detail, attempts, uncertain, cause: cause ?? failure };
  if (failure.kind === "unreachable" || failure.kind === "timeout") return new TrackingError({ code: "TRACKING_UNREACHABLE", ...fields });
  if (failure.kind !== "status" || status === 404 || status === 405)
    return new TrackingError({ code: "TRACKING_RESPONSE", ...fields, status });
  const text = (failure.body ?? "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);
  const shown = (text === "" ? (failure.headers["content-type"] ?? "no body") : text) + tries;
  return new TrackingError({ code: "TRACKING_REQUEST", ...fields, status, detail: shown, ...hintFor(status ?? 0) });
}

function hintFor(status: number): { hint?: string } {
  if (status === 401 || status === 403) return { hint: "check the token, or the user and password, of the tracking server" };
  if (status === 429) return { hint: "the server asks for fewer requests: try again later or raise trackingConfig.retries" };
  return status >= 500 ? { hint: "the tracking server failed: see its log" } : {};
}
