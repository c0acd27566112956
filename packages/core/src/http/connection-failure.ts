import type { HttpFailureKind } from "./http-failure.ts";

/** A failed try: what happened, and whether the server cannot have seen the request. */
export interface ConnectionFailure {
  readonly kind: HttpFailureKind;
  readonly detail: string;
  readonly unsent: boolean;
}

const UNSENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name could not be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  UND_ERR_CONNECT_TIMEOUT: "the connection was not accepted in time",
};
const BROKEN: Readonly<Record<string, string>> = {
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  ETIMEDOUT: "the connection went silent",
  UND_ERR_SOCKET: "the connection was closed before the answer was complete",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the answer is shorter than it says",
};
const SILENT: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_TIMEOUT: "no answer in time",
  UND_ERR_BODY_TIMEOUT: "the answer stopped arriving",
};

function codes(error: unknown): string[] {
  const found: string[] = [];
  const queue: unknown[] = [error];
  for (let at = 0; at < queue.length && at < 16; at++) {
    const one = queue[at] as { code?: unknown; cause?: unknown; errors?: unknown } | undefined;
    if (typeof one !== "object" || one === null) continue;
    if (typeof one.code === "string") found.push(one.code);
    else if ((one as { name?: unknown }).name === "HTTPParserError") found.push("HPE_INVALID");
    if (one.cause !== undefined) queue.push(one.cause);
    if (Array.isArray(one.errors)) queue.push(...one.errors);
  }
  return found;
}

/** Reads what went wrong from an error of the connection; undefined for one that says something else (a bug, a bad argument). */
export function connectionFailure(error: unknown): ConnectionFailure | undefined {
  for (const code of codes(error)) {
    if (UNSENT[code] !== undefined) return { kind: "unreachable", detail: `${UNSENT[code]} (${code})`, unsent: true };
    if (BROKEN[code] !== undefined) return { kind: "interrupted", detail: `${BROKEN[code]} (${code})`, unsent: false };
    if (SILENT[code] !== undefined) return { kind: "timeout", detail: `${SILENT[code]} (${code})`, unsent: false };
    if (code.startsWith("HPE_")) return { kind: "malformed", detail: `the answer is not HTTP (${code})`, unsent: false };
    if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
      return { kind: "unreachable", detail: `the certificate was not accepted (${code})`, unsent: true };
    }
  }
  return undefined;
}
