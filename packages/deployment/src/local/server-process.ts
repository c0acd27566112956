import { setTimeout as pause } from "node:timers/promises";
import { DeploymentError, type LocalEndpointServer, TimeoutError } from "@mlops/models";
import { endpointClient } from "./endpoint-client.ts";
import { type EndpointPlace, readServer } from "./endpoint-files.ts";

/** A server process that a deployment started. */
export interface StartedServer {
  readonly pid: number;
  /** Ends it well. */
  stop(): Promise<void>;
}

export type StartServer = (options: { readonly home: string; readonly name: string; readonly detached: boolean }) => Promise<StartedServer>;

const POLL_MS = 25;

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The server of an endpoint if it runs and answers; a file that a killed one left behind counts for nothing. */
export async function runningServer(place: EndpointPlace, signal: AbortSignal): Promise<LocalEndpointServer | undefined> {
  const server = readServer(place);
  if (server === undefined || !isProcessAlive(server.pid)) return undefined;
  const client = endpointClient(server.url, place.name, signal, 2000);
  return (await client.isUp().finally(client.close)) ? server : undefined;
}

/**
 * Waits until the server of an endpoint serves a revision.
 * @throws DeploymentError when it refuses the revision or its process ends; TimeoutError
 */
export async function servedRevision(
  place: EndpointPlace,
  revision: number,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<LocalEndpointServer> {
  const endsAt = Date.now() + timeoutMs;
  let last: LocalEndpointServer | undefined;
  for (;;) {
    signal.throwIfAborted();
    const server = readServer(place);
    if (server !== undefined && isProcessAlive(server.pid)) {
      if (server.revision >= revision) return server;
      const { refused } = server;
      if (refused !== undefined && refused.revision >= revision) {
        const detail = `its server refused revision ${refused.revision}: ${refused.message}`;
        throw new DeploymentError({ code: "DEPLOYMENT_FAILED", endpoint: place.name, detail, refused: refused.code });
      }
      last = server;
    } else if (last !== undefined) {
      throw new DeploymentError({ code: "DEPLOYMENT_FAILED", endpoint: place.name, detail: `its server (process ${last.pid}) ended` });
    }
    if (Date.now() >= endsAt) {
      throw new TimeoutError({ code: "TIMED_OUT", what: `endpoint "${place.name}", revision ${revision}`, limit: `${timeoutMs / 1000} s` });
    }
    await pause(POLL_MS, undefined, { signal });
  }
}

/** Ends a server that may have been started by another process, and waits until it is gone. */
export async function stopServer({ pid }: { readonly pid: number }, timeoutMs = 10_000): Promise<void> {
  const endsAt = Date.now() + timeoutMs;
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    return;
  }
  while (isProcessAlive(pid) && Date.now() < endsAt) await pause(POLL_MS);
}
