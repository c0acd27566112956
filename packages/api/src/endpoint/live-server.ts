import { connect } from "node:net";
import type { LocalEndpointServer } from "@mlops/models";
import { reachable } from "../listen-at.ts";
import { readServerFile } from "./endpoint-files.ts";
import { processRuns } from "./process-runs.ts";

/**
 * The server of an endpoint, if one lives: its process runs and its port takes connections. The file that a killed server left behind is no server,
 * not even when the system has given its process id to another program.
 * @example await findEndpointServer({ home: "/nowhere", name: "churn" }) // => undefined
 */
export async function findEndpointServer({ home, name }: { home: string; name: string }): Promise<LocalEndpointServer | undefined> {
  const server = readServerFile(home, name);
  return server !== undefined && processRuns(server.pid) && (await listens(server)) ? server : undefined;
}

function listens({ host, port }: LocalEndpointServer): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: reachable(host), port, timeout: 2000 });
    const answer = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once("connect", () => answer(true)).once("timeout", () => answer(true));
    socket.once("error", () => answer(false));
  });
}
