import type { AddressInfo } from "node:net";
import { ConfigError } from "@mlops/models/errors";
import type { FastifyInstance } from "fastify";

/** Where a server listens, and the URL by which this machine reaches it. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

const REFUSED = ["EADDRINUSE", "EACCES", "EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"];

/**
 * Opens the port of a server; port 0 takes a free one.
 * @throws ConfigError `ADDRESS_UNAVAILABLE` when the port is taken or the address is not this machine's; what `ready()` throws
 */
export async function listenAt(app: FastifyInstance, host: string, port: number): Promise<Listening> {
  try {
    await app.ready();
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    const { code = "", message } = cause as NodeJS.ErrnoException;
    if (!REFUSED.includes(code)) throw cause;
    const detail = code === "EADDRINUSE" ? "another program listens there" : message;
    throw new ConfigError({ code: "ADDRESS_UNAVAILABLE", host, port, detail, cause });
  }
  const taken = (app.server.address() as AddressInfo).port;
  const reached = reachable(host);
  return { host, port: taken, url: `http://${reached.includes(":") ? `[${reached}]` : reached}:${taken}` };
}

/** The address by which this machine reaches a server that listens on every one of its addresses. */
export function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
}
