import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { LocalEndpointServer } from "@mlops/models";
import { DeploymentError } from "@mlops/models/errors";
import { endpointFiles, readServerFile } from "./endpoint-files.ts";
import { findEndpointServer } from "./live-server.ts";

/** Files of this process. */
const claimed = new Set<string>();

/**
 * Makes this process the one server of an endpoint by its `server.json`: whoever creates the file first has it; one that a dead process left is replaced.
 * @throws DeploymentError `ENDPOINT_SERVED` while another server lives
 */
export async function claimEndpoint(home: string, name: string, server: LocalEndpointServer): Promise<void> {
  const { folder, server: file } = endpointFiles(home, name);
  mkdirSync(folder, { recursive: true });
  const own = `${file}.${process.pid}.tmp`;
  writeFileSync(own, `${JSON.stringify(server, null, 2)}\n`, { flush: true });
  try {
    for (let tries = 0; !created(own, file); tries++) {
      await refuseWhileServed(home, name);
      if (tries === 10) throw served(name, readServerFile(home, name) ?? server);
      moveAway(home, name, file);
    }
    claimed.add(file);
  } finally {
    rmSync(own, { force: true });
  }
}

/** @throws DeploymentError `ENDPOINT_SERVED` while another server lives */
export async function refuseWhileServed(home: string, name: string): Promise<void> {
  const other = await findEndpointServer({ home, name });
  const own = other?.pid === process.pid && !claimed.has(endpointFiles(home, name).server); // the id of a dead process, given again to this one
  if (other !== undefined && !own) throw served(name, other);
}

function served(endpoint: string, { pid, url }: LocalEndpointServer): DeploymentError {
  return new DeploymentError({ code: "ENDPOINT_SERVED", endpoint, pid, url });
}

/** Gives `file` the content of `own` if there is no such file. */
function created(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the file of a dead server, never one that another process has just created in its place. */
function moveAway(home: string, name: string, file: string): void {
  const stale = readServerFile(home, name);
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const { pid } = JSON.parse(readFileSync(aside, "utf8")) as LocalEndpointServer;
  if (pid !== stale?.pid) created(aside, file);
  rmSync(aside, { force: true });
}

/** Writes the state of the endpoint that this process serves. */
export async function updateServerFile(home: string, name: string, server: LocalEndpointServer): Promise<void> {
  const { writeFileWhole } = await import("@mlops/core/files"); // not needed to start
  writeFileWhole(endpointFiles(home, name).server, `${JSON.stringify(server, null, 2)}\n`);
}

/** Removes the file if it is still this process's. */
export function releaseEndpoint(home: string, name: string): void {
  const { server: file } = endpointFiles(home, name);
  if (claimed.delete(file) && readServerFile(home, name)?.pid === process.pid) rmSync(file, { force: true });
}
