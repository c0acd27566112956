import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readServerFile } from "./endpoint-files.ts";
import { findEndpointServer } from "./live-server.ts";
import { processRuns } from "./process-runs.ts";

export interface StopEndpointOptions {
  /** Default `.mlops`. */
  readonly home?: string;
  readonly name: string;
  /** Time that requests and the log have to end in before the process is killed. Default 15 000. */
  readonly timeoutMs?: number;
}

/**
 * Ends the server of an endpoint in order: what has arrived is answered and the log written. False where none lives.
 * @example await stopEndpointServer({ home: "/nowhere", name: "churn" }) // => false
 */
export async function stopEndpointServer({ home: folder, name, timeoutMs = 15_000 }: StopEndpointOptions): Promise<boolean> {
  const home = resolve(folder ?? ".mlops");
  const server = await findEndpointServer({ home, name });
  if (server === undefined) return false;
  const serves = () => processRuns(server.pid) && readServerFile(home, name)?.pid === server.pid;
  send(server.pid, "SIGTERM");
  for (const endsAt = performance.now() + timeoutMs; serves() && performance.now() < endsAt; ) await delay(25);
  if (serves()) send(server.pid, "SIGKILL");
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
