import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { type CsvBody, parseCsv } from "./csv-rows.ts";
import { parseJson } from "./parse-json.ts";
import { badRequest, RequestProblem } from "./request-problem.ts";

/** A request of the binary tensor data extension: JSON, then the tensors that it announces. */
export class BinaryBody {
  readonly json: unknown;
  readonly bytes: Buffer;

  constructor(json: unknown, bytes: Buffer) {
    this.json = json;
    this.bytes = bytes;
  }
}

/**
 * A body by its headers: JSON (also where a client names no type, as tritonclient does), JSON with tensors behind it, whose length
 * `Inference-Header-Content-Length` tells, or CSV; packed with gzip or deflate or as it is. CSV and what is packed come later.
 */
export function parseBody(headers: IncomingHttpHeaders, body: Buffer, limit: number): unknown {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding === "identity") return parsePlain(headers, body);
  if (!/^(?:x-)?gzip$|^deflate$/i.test(encoding))
    throw unsupported(`the content encoding ${encoding} is not supported, only gzip and deflate`);
  return unpack(body, encoding, limit).then((plain) => parsePlain(headers, plain));
}

function parsePlain(headers: IncomingHttpHeaders, body: Buffer): unknown | Promise<CsvBody> {
  const length = headers["inference-header-content-length"];
  if (length !== undefined) {
    const end = /^\d+$/.test(String(length)) ? Number(length) : Number.NaN;
    if (!(end <= body.length)) throw badRequest(`Inference-Header-Content-Length is ${length}, the body has ${body.length} bytes`);
    return new BinaryBody(parseJson(body.toString("utf8", 0, end)), body.subarray(end));
  }
  const type = headers["content-type"];
  if (type === undefined || /^application\/json *(;|$)/i.test(type)) return parseJson(body.toString());
  if (/^text\/csv *(;|$)/i.test(type)) {
    const charset = /charset *= *"?([\w-]+)/i.exec(type)?.[1] ?? "utf-8";
    if (!/^(?:utf-?8|us-ascii)$/i.test(charset)) throw unsupported(`the charset ${charset} is not supported, only utf-8`);
    return parseCsv(body.toString());
  }
  throw unsupported(`the content type ${type} is not supported, only application/json and, for invocations, text/csv`);
}

/** The body as it was before it was packed; no more than `limit` bytes of it are ever made. */
async function unpack(body: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const { gunzip, inflate } = await import("node:zlib"); // few clients pack
  const unpacked = promisify<Buffer, object, Buffer>(/gzip/i.test(encoding) ? gunzip : inflate);
  try {
    return await unpacked(body, { maxOutputLength: limit });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw new RequestProblem(413, "BAD_REQUEST", `the body is larger than ${limit} bytes`);
    throw badRequest(`the body is not ${encoding}: ${message}`);
  }
}

function unsupported(message: string): RequestProblem {
  return new RequestProblem(415, "BAD_REQUEST", message);
}
