import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { LocalEndpointServer } from "@mlops/models";
import { DeploymentError } from "@mlops/models/errors";
import { endpointFiles, readEndpoint } from "./endpoint-files.ts";
import { findEndpointServer } from "./live-server.ts";

export interface StartEndpointOptions {
  /** Default `.mlops`. */
  readonly home?: string;
  readonly name: string;
  /** True lets the server outlive this process; otherwise it ends, in order, when this process does. Default false. */
  readonly detached?: boolean;
  /** Limit until the server shows the revision that the configuration has now. Default 30 000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface StartedEndpoint {
  readonly server: LocalEndpointServer;
  /** False where a server lived already and took the revision over. */
  readonly started: boolean;
}

/**
 * Requests leave garbage that dies at once: a larger young generation costs 30 MB and makes nothing faster. What compiles hot functions in threads keeps
 * 15 MB of memory in each process for good; without them the first requests take no longer, and later ones cost the same.
 */
const SMALL = ["--max-semi-space-size=2", "--no-concurrent-recompilation"];

/**
 * Has an endpoint served by a process of its own: one that lives already, else a new one. Resolves when its `server.json` shows the revision of
 * `config.json`; a new process that does not get there is ended.
 * @throws DeploymentError `DEPLOYMENT_FAILED` with what the process printed, when it ends, refuses the revision or takes too long;
 * ConfigError `ENDPOINT_UNKNOWN`, `CONFIG_INVALID`; the signal's reason
 */
export async function startEndpointServer(options: StartEndpointOptions): Promise<StartedEndpoint> {
  const { name, detached = false, timeoutMs = 30_000, signal } = options;
  const home = resolve(options.home ?? ".mlops");
  const { revision } = readEndpoint(home, name);
  signal?.throwIfAborted();
  const live = await findEndpointServer({ home, name });
  const child = live === undefined ? spawnServer(home, name, detached) : undefined;
  const failed = (detail: string): DeploymentError => {
    const printed = child === undefined ? "" : lastOutput(home, name);
    return new DeploymentError({
      code: "DEPLOYMENT_FAILED",
      endpoint: name,
      detail: detail + printed,
      hint: "see what the server printed",
    });
  };
  try {
    for (const endsAt = performance.now() + timeoutMs; ; await delay(25, undefined, { signal })) {
      const server = await findEndpointServer({ home, name });
      if (server !== undefined && server.revision >= revision) return { server, started: server.pid === child?.pid };
      if (server?.refused !== undefined && server.refused.revision >= revision) {
        throw failed(`its server refused revision ${server.refused.revision}: ${server.refused.code} ${server.refused.message}`);
      }
      if (server === undefined && (child === undefined || hasEnded(child))) throw failed(`its server ended (${endOf(child)})`);
      if (performance.now() > endsAt) throw failed(`its server was not ready within ${timeoutMs / 1000} s`);
    }
  } catch (error) {
    if (child !== undefined && !hasEnded(child)) child.kill("SIGKILL");
    throw signal?.aborted ? signal.reason : error;
  }
}

function spawnServer(home: string, name: string, detached: boolean): ChildProcess {
  const { folder, output } = endpointFiles(home, name);
  mkdirSync(folder, { recursive: true });
  const file = openSync(output, "w");
  try {
    const entry = fileURLToPath(import.meta.resolve("@mlops/api/serve"));
    const conditions = process.execArgv.filter((argument) => argument.startsWith("--conditions="));
    const child = spawn(process.execPath, [...conditions, ...SMALL, entry, "--home", home, "--endpoint", name], {
      detached,
      stdio: ["ignore", file, file, detached ? "ignore" : "ipc"],
      windowsHide: true,
    });
    child.on("error", () => undefined); // it is told as a process that ended
    child.unref();
    child.channel?.unref();
    return child;
  } finally {
    closeSync(file);
  }
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

function endOf(child: ChildProcess | undefined): string {
  if (child?.pid === undefined) return "it is gone";
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

/** The end of what the server printed, on lines of its own. */
function lastOutput(home: string, name: string): string {
  const text = readFileSync(endpointFiles(home, name).output, "utf8").trim().slice(-2000);
  return text === "" ? "" : `\n${text}`;
}
