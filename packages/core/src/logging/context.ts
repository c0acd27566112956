import { AsyncLocalStorage } from "node:async_hooks";

/** What a log line belongs to. */
export interface LogContext {
  readonly run?: string;
  readonly stage?: string;
  readonly attempt?: number;
}

const storage = new AsyncLocalStorage<LogContext>();

/** The context of the code that calls. */
export function logContext(): LogContext {
  return storage.getStore() ?? {};
}

/** Runs `work` with `context` added to every log line written meanwhile, across awaits. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}
