import type { MessagePort } from "node:worker_threads";

/** Why work in another thread was told to stop. */
const stopped = (): DOMException => new DOMException("The work was aborted", "AbortError");

/**
 * An abort signal that another thread sets: by a message, and by `flag` for code that computes without awaiting, which sees it in `aborted` and
 * `throwIfAborted`. The first look at a raised flag aborts the signal, so listeners hear of it too.
 */
export function sharedSignal(flag: SharedArrayBuffer, port: Pick<MessagePort, "on"> | null): AbortSignal {
  const raised = new Int32Array(flag);
  const controller = new AbortController();
  const { signal } = controller;
  const native = Object.getOwnPropertyDescriptor(AbortSignal.prototype, "aborted")?.get as (this: AbortSignal) => boolean;
  const aborted = (): boolean => {
    if (!native.call(signal) && Atomics.load(raised, 0) !== 0) controller.abort(stopped());
    return native.call(signal);
  };
  Object.defineProperties(signal, {
    aborted: { get: aborted },
    throwIfAborted: {
      value: () => {
        if (aborted()) throw signal.reason;
      },
    },
  });
  port?.on("message", () => aborted());
  return signal;
}
