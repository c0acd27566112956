import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { writeFileWhole } from "@mlops/core";
import { DeploymentError, type LocalEndpointServer } from "@mlops/models";
import { endpointFiles, readServerFile } from "./endpoint-files.ts";
import { findEndpointServer } from "./live-server.ts";

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
  } finally {
    rmSync(own, { force: true });
  }
}

/** @throws DeploymentError `ENDPOINT_SERVED` while another server lives */
export async function refuseWhileServed(home: string, name: string): Promise<void> {
  const other = await findEndpointServer({ home, name });
  if (other !== undefined && other.pid !== process.pid) throw served(name, other);
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
export function updateServerFile(home: string, name: string, server: LocalEndpointServer): void {
  writeFileWhole(endpointFiles(home, name).server, `${JSON.stringify(server, null, 2)}\n`);
}

/** Removes the file if it is still this process's. */
export function releaseEndpoint(home: string, name: string): void {
  if (readServerFile(home, name)?.pid === process.pid) rmSync(endpointFiles(home, name).server, { force: true });
}
