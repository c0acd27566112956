import { Buffer } from "node:buffer";
import { invalid } from "./api-error.ts";
import { type Fields, optionalInteger, optionalString } from "./fields.ts";

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** Reads `max_results` and `page_token`; `fallback` undefined makes `max_results` required. */
export function pageOf(fields: Fields, limits: { fallback?: number; most: number }): Page {
  const limit = optionalInteger(fields, "max_results") ?? limits.fallback ?? 0;
  if (limit <= 0 || limit > limits.most) throw invalid(`max_results must be from 1 to ${limits.most}, not ${limit}`);
  const token = optionalString(fields, "page_token");
  return { limit, offset: token === undefined || token === "" ? 0 : offsetOf(token) };
}

function offsetOf(token: string): number {
  try {
    const { offset } = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { offset: unknown };
    if (Number.isSafeInteger(offset) && (offset as number) >= 0) return offset as number;
  } catch {
    // said below
  }
  throw invalid("page_token is not one that this store gave");
}

/** Cuts the one row that was read beyond the page and names the next page, if there is one. */
export function paged<Row>(rows: readonly Row[], page: Page): { rows: readonly Row[]; token: { next_page_token?: string } } {
  if (rows.length <= page.limit) return { rows, token: {} };
  const next = Buffer.from(JSON.stringify({ offset: page.offset + page.limit })).toString("base64");
  return { rows: rows.slice(0, page.limit), token: { next_page_token: next } };
}
