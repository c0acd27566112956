/** An abort signal that also fires after a time, and whose timer and listener are removed by `clear`. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True once the time is up: tells a deadline from an abort by the caller. */
  readonly expired: () => boolean;
  readonly clear: () => void;
}

/** @param ms - time left; `Infinity` sets no timer  @param signals - any of these aborts too */
export function deadline(ms: number, signals: readonly (AbortSignal | undefined)[]): Deadline {
  const controller = new AbortController();
  let expired = false;
  const timer = Number.isFinite(ms)
    ? setTimeout(
        () => {
          expired = true;
          controller.abort(new Error("deadline"));
        },
        Math.min(Math.max(0, ms), 2 ** 31 - 1),
      )
    : undefined;
  const given = signals.filter((signal) => signal !== undefined);
  const forward = (event: Event) => controller.abort((event.target as AbortSignal).reason);
  for (const signal of given) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener("abort", forward, { once: true });
  }
  return {
    signal: controller.signal,
    expired: () => expired,
    clear: () => {
      clearTimeout(timer);
      for (const signal of given) signal.removeEventListener("abort", forward);
    },
  };
}

/** Waits, or rejects with the signal's reason when it aborts first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
