import { Worker, type WorkerOptions } from "node:worker_threads";
import { MLOpsError } from "@mlops/models/errors";

/** Threads that no team has end after so long. */
const IDLE_MS = 60_000;

const idle: Worker[] = [];
let end: NodeJS.Timeout | undefined;

/** Worker threads that serve trainings and do not keep the process alive: some that a team gave back, then new ones. Throws `THREAD_LOST` where one does not start. */
export async function takeWorkers(count: number, resourceLimits?: WorkerOptions["resourceLimits"]): Promise<Worker[]> {
  const workers = resourceLimits === undefined ? idle.splice(0).filter(isAlive) : [];
  keepWorkers(workers.splice(count));
  const entry = new URL(import.meta.resolve("@mlops/core/learn-threads/worker"));
  const fresh = Array.from(
    { length: count - workers.length },
    () => new Worker(entry, { name: "learn", ...(resourceLimits && { resourceLimits }) }),
  );
  const started = await Promise.allSettled(fresh.map(ready));
  const failed = started.find((one) => one.status === "rejected");
  if (failed === undefined) return [...workers, ...fresh];
  keepWorkers(workers);
  await endWorkers(fresh);
  throw failed.reason;
}

/** Keeps threads for the next team, for a while. */
export function keepWorkers(workers: readonly Worker[]): void {
  idle.push(...workers.filter(isAlive));
  clearTimeout(end);
  end = setTimeout(() => void closeIdleThreads(), IDLE_MS).unref();
}

/**
 * Ends the threads that wait for the next `startLearnThreads`. They would end by themselves after a minute, and do not keep the process alive.
 * @example
 * await (await startLearnThreads(2)).close();
 * await closeIdleThreads();
 */
export async function closeIdleThreads(): Promise<void> {
  clearTimeout(end);
  await endWorkers(idle.splice(0));
}

export async function endWorkers(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.terminate()));
}

export function isAlive(worker: Worker): boolean {
  return worker.threadId !== -1;
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const lost = (detail: string, cause?: unknown): void =>
      reject(
        new MLOpsError({ code: "THREAD_LOST", what: "training", detail, cause, hint: "start fewer threads, or give them more memory" }),
      );
    worker.once("message", () => {
      worker.unref();
      resolve();
    });
    // heard later, too: a thread that dies between trainings is left out of the next
    worker.once("error", (error) => lost(error instanceof Error ? error.message : String(error), error));
    worker.once("exit", (code) => lost(`it ended with code ${code}`));
  });
}
