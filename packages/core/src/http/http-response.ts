import { Buffer } from "node:buffer";
import { HttpFailure } from "./http-failure.ts";
import { parseJsonInt64 } from "./json-int64.ts";

/** A whole answer: nothing of it is still on the wire. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  text(): string;
  /** Parses the body; throws an `HttpFailure` of kind `malformed` when it is not JSON. With `int64`, large integers become bigints. */
  json(options?: { int64?: boolean }): unknown;
}

export interface ResponseOrigin {
  readonly method: string;
  readonly url: string;
  readonly attempts: number;
}

const SHOWN = 64 * 1024;

export function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

export function shownBody(bytes: Uint8Array): string {
  return decodeText(bytes.subarray(0, SHOWN));
}

export function httpResponse(
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
  origin: ResponseOrigin,
): HttpResponse {
  return {
    status,
    headers,
    bytes,
    text: () => decodeText(bytes),
    json(options = {}) {
      const text = decodeText(bytes);
      try {
        return options.int64 ? parseJsonInt64(text) : JSON.parse(text);
      } catch (cause) {
        const type = headers["content-type"] ?? "no content type";
        const detail = `the answer is not JSON (${type}, ${bytes.length} bytes)`;
        throw new HttpFailure({ kind: "malformed", detail, ...origin, status, headers, body: shownBody(bytes), cause });
      }
    },
  };
}
