// `JSON.parse` hands a reviver the source text of each number; the typed library does not know that parameter yet.
type SourceReviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

const INTEGER = /^-?\d+$/;

/**
 * Parses JSON without rounding large integers: one beyond ±(2⁵³ − 1) becomes a `bigint`, everything else is as in `JSON.parse`.
 * Malformed text throws `SyntaxError`.
 * @example parseJsonInt64('{"id": 9007199254740993, "n": 1.5}') // => ({ id: 9007199254740993n, n: 1.5 })
 */
export function parseJsonInt64(text: string): unknown {
  return parseWithSource(text, (_key, value, context) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    return context.source !== undefined && INTEGER.test(context.source) ? BigInt(context.source) : value;
  });
}
