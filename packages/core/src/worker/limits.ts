import { setTimeout as delay } from "node:timers/promises";
import { TimeoutError } from "@mlops/models";

/** Work under way. `stop` ends it by force, where that is possible. */
export interface Attempt<T> {
  readonly result: Promise<T>;
  readonly stop?: () => Promise<unknown>;
}

export interface Limits {
  /** Aborting it ends the work; the reason is what the caller gets. */
  readonly signal?: AbortSignal | undefined;
  /** Time for the work; none when absent. */
  readonly timeoutMs?: number | undefined;
  /** How long the work may take to end by itself once it was told to. Default 10 000. */
  readonly graceMs?: number | undefined;
  /** What the time limit's message calls the work. */
  readonly what: string;
}

export const DEFAULT_GRACE_MS = 10_000;
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A duration for a person: `90 s`, `2 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${Number((ms / 1000).toFixed(1))} s` : `${Number((ms / 60_000).toFixed(1))} min`;
}

/**
 * Runs work under an abort signal and a time limit. When either ends it, the work's own signal is aborted, it has `graceMs` to stop, then it is stopped
 * by force; the outcome is the signal's reason or a `TimeoutError` either way, a result that comes later is dropped.
 */
export async function runWithLimits<T>(start: (signal: AbortSignal) => Attempt<T>, limits: Limits): Promise<T> {
  const { signal, timeoutMs, graceMs = DEFAULT_GRACE_MS, what } = limits;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
  });
  ended.catch(() => undefined);
  const end = (reason: unknown): void => controller.abort(reason);
  const onAbort = (): void => end(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer =
    timeoutMs === undefined || timeoutMs > LONGEST_TIMER_MS
      ? undefined
      : setTimeout(() => end(new TimeoutError({ code: "TIMED_OUT", what, limit: durationText(timeoutMs) })), timeoutMs);
  const attempt = start(controller.signal);
  try {
    return await Promise.race([attempt.result, ended]);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    await settled(attempt.result, graceMs);
    throw controller.signal.reason;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    await attempt.stop?.();
  }
}

async function settled(result: Promise<unknown>, graceMs: number): Promise<void> {
  const waiting = new AbortController();
  const quiet = (): void => undefined;
  await Promise.race([result.then(quiet, quiet), delay(graceMs, undefined, { signal: waiting.signal }).catch(quiet)]);
  waiting.abort();
}
