import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TrackingError } from "@mlops/models/errors";
import { ARTIFACTS, type TrackingRequest, type TrackingTransport } from "../transport.ts";
import { type EmbeddedOptions, openEmbeddedStore } from "./embedded-store.ts";

export interface ServeTrackingOptions extends EmbeddedOptions {
  /** Default 0: any free port. */
  readonly port?: number;
}

export interface TrackingServer {
  readonly url: string;
  close(): Promise<void>;
}

const MOST_JSON = 64 * 1024 * 1024;
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Serves the embedded store to other programs of this machine, the Python `mlflow` client among them:
 * `mlflow.set_tracking_uri(server.url)`. Bound to 127.0.0.1; foreign hosts and origins are refused. There is no web interface.
 * @throws TrackingError `TRACKING_UNREACHABLE` when the port is taken or the store cannot be opened
 */
export async function serveTracking(options: ServeTrackingOptions): Promise<TrackingServer> {
  const store = openEmbeddedStore(options);
  const server = createServer((request, response) => {
    handle(store, request, response).catch((error: unknown) => {
      if (!response.headersSent) reply(response, 500, { error_code: "INTERNAL_ERROR", message: (error as Error).message });
      else response.destroy();
    });
  });
  try {
    await listen(server, options.port ?? 0);
  } catch (cause) {
    await store.close();
    const url = `http://127.0.0.1:${options.port ?? 0}`;
    throw new TrackingError({ code: "TRACKING_UNREACHABLE", url, detail: (cause as Error).message, hint: "choose another port", cause });
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function handle(store: TrackingTransport, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? "GET";
  const refusal = refusalOf(request, method);
  if (refusal !== undefined) return reply(response, refusal.status, { error_code: refusal.code, message: refusal.message });
  const url = new URL("http://localhost");
  const [path = "/", query = ""] = (request.url ?? "/").split("?");
  url.search = query;
  if (path === "/health") return void response.writeHead(200).end("OK");
  const body = await bodyOf(request);
  const isFile = path.startsWith(`${ARTIFACTS}/`);
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    fields[name] = values.length === 1 ? (values[0] as string) : values;
  }
  const call: TrackingRequest = {
    method: method as TrackingRequest["method"],
    path: path.replace(/^\/ajax-api\//, "/api/"),
    query: fields,
    ...(isFile ? { bytes: body } : {}),
    ...(!isFile && body.length > 0 ? { json: parsed(body) } : {}),
  };
  const answer = await store.send(call);
  if (isFile && method === "GET" && answer.status === 200) {
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": answer.bytes().length,
      "x-content-type-options": "nosniff",
    });
    response.end(answer.bytes());
    return;
  }
  reply(response, answer.status, answer.json());
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Pages of other sites must not reach a server on this machine: their requests show in Host, Origin or the content type. */
function refusalOf(request: IncomingMessage, method: string): Refusal | undefined {
  const { host = "", origin, "content-type": type = "" } = request.headers;
  if (!LOCAL_HOST.test(host))
    return { status: 403, code: "PERMISSION_DENIED", message: `the Host header "${host}" is not of this machine` };
  const foreign = origin !== undefined && !(URL.canParse(origin) && LOCAL_HOST.test(new URL(origin).host));
  if (foreign) return { status: 403, code: "PERMISSION_DENIED", message: "requests from other sites are refused" };
  const writes = method === "POST" || method === "PATCH";
  if (writes && !/^application\/json\b/i.test(type)) {
    return { status: 400, code: "INVALID_PARAMETER_VALUE", message: "the content type must be application/json" };
  }
  return undefined;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function parsed(body: Uint8Array): unknown {
  if (body.length > MOST_JSON) return [];
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return [];
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length }).end(bytes);
}
