import type { Column } from "./column.ts";

const KINDS: ReadonlySet<unknown> = new Set(["numeric", "bigint", "boolean", "string", "timestamp"]);

/**
 * True for a kernel column, whichever copy of this package made it: recognised by its fields, not by its class.
 * @example isColumn([1, 2]) // => false
 */
export function isColumn(candidate: unknown): candidate is Column {
  if (typeof candidate !== "object" || candidate === null || ArrayBuffer.isView(candidate) || Array.isArray(candidate)) return false;
  const { kind, values, codes } = candidate as { kind?: unknown; values?: unknown; codes?: unknown };
  return KINDS.has(kind) && ArrayBuffer.isView(kind === "string" ? codes : values);
}
