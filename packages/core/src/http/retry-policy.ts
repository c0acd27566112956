/** How often and how long to try again. */
export interface RetryOptions {
  /** Extra tries after the first. Default 3. */
  readonly retries?: number;
  /** Wait before the first extra try in ms, doubled each time. Default 250. */
  readonly baseDelayMs?: number;
  /** Longest wait in ms that the client chooses itself. Default 10 000. */
  readonly maxDelayMs?: number;
  /** Longest `Retry-After` in ms that is obeyed; a longer one fails at once. Default 60 000. */
  readonly maxRetryAfterMs?: number;
  /** Answers that may pass later. Default 429 and 503. Of others (500, 502, 504) only idempotent requests are repeated. */
  readonly retryStatuses?: readonly number[];
  /** Source of the jitter, in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

export type RetryPolicy = Required<RetryOptions>;

export function retryPolicy(options: RetryOptions): RetryPolicy {
  return {
    retries: options.retries ?? 3,
    baseDelayMs: options.baseDelayMs ?? 250,
    maxDelayMs: options.maxDelayMs ?? 10_000,
    maxRetryAfterMs: options.maxRetryAfterMs ?? 60_000,
    retryStatuses: options.retryStatuses ?? [429, 503],
    random: options.random ?? Math.random,
  };
}

/**
 * Wait before extra try `n` (counted from 0): `min(max, base·2ⁿ)`, of which the upper half is random so that clients spread out.
 * @returns milliseconds
 * @example backoffDelay({ baseDelayMs: 100, maxDelayMs: 1000, random: () => 0 }, 2) // => 200
 */
export function backoffDelay(policy: Pick<RetryPolicy, "baseDelayMs" | "maxDelayMs" | "random">, n: number): number {
  const full = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** n);
  return full / 2 + (full / 2) * policy.random();
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date; undefined when absent or unreadable, never negative.
 * @example parseRetryAfter("2", 0) // => 2000
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
