import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./answer.ts";
import { routes } from "./routes.ts";
import { type CatalogVersion, newState, type WorkspaceState } from "./state.ts";

/** What goes wrong with the next request instead of its answer. */
export type Fault = "429" | "503" | "html" | "broken" | "empty" | "text" | "passing";

export interface FakeWorkspace {
  readonly url: string;
  readonly state: WorkspaceState;
  /** Every request seen: "METHOD path". */
  readonly requests: string[];
  /** The next requests below `/api` and `/serving-endpoints` go wrong, one fault each. */
  fail(...faults: Fault[]): void;
  /** Puts a version into Unity Catalog; endpoints that serve it answer what `score` makes of a request. */
  addVersion(name: string, version: string, more?: Partial<CatalogVersion>): void;
  /** From now on every update of an endpoint fails in its build, or none does. */
  breakUpdates(broken: boolean): void;
  /** The server forgets every access token it gave. */
  expireTokens(): void;
  close(): Promise<void>;
}

export const TOKEN = "dapi-of-the-fake";
export const CLIENT = { id: "fake-principal", secret: "fake-principal-secret" };

const FAULTS: Readonly<Record<Exclude<Fault, "broken">, Answer & { headers?: Record<string, string> }>> = {
  "429": { status: 429, text: '{"error_code":"RESOURCE_EXHAUSTED","message":"slow down"}', headers: { "retry-after": "0" } },
  "503": { status: 503, text: '{"error_code":"TEMPORARILY_UNAVAILABLE","message":"busy"}', headers: { "retry-after": "0" } },
  html: { status: 502, text: "<html><head><title>Bad gateway</title></head><body></body></html>" },
  empty: { status: 403, text: "" },
  text: { status: 400, text: "MALFORMED_REQUEST: the field is odd" },
  passing: { status: 500, text: '{"error_code":"INTERNAL_ERROR","message":"ClusterNotReadyException: wait"}' },
};

/** A workspace of our own over real HTTP: it holds the states that our client and the Python SDK are tried with. */
export async function startFakeWorkspace(): Promise<FakeWorkspace> {
  const state = newState();
  const faults: Fault[] = [];
  const requests: string[] = [];
  const granted = new Set<string>();
  let issued = 0;
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const target = new URL(request.url ?? "/", url);
    requests.push(`${request.method} ${target.pathname}`);
    const authorization = request.headers.authorization ?? "";
    const send = ({ status, text, headers }: Answer & { headers?: Record<string, string> }) =>
      response.writeHead(status, { "content-type": text.startsWith("{") ? "application/json" : "text/html", ...headers }).end(text);
    if (target.pathname === "/oidc/.well-known/oauth-authorization-server") {
      return void send({
        status: 200,
        text: JSON.stringify({ token_endpoint: `${url}/oidc/v1/token`, authorization_endpoint: `${url}/a` }),
      });
    }
    if (target.pathname === "/oidc/v1/token") {
      const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString("base64")}`;
      if (authorization !== basic) return void send({ status: 401, text: '{"error":"invalid_client","error_description":"refused"}' });
      const token = `access-${++issued}`;
      granted.add(token);
      return void send({ status: 200, text: JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: "3600" }) });
    }
    if (target.pathname === "/.well-known/databricks-config")
      return void send({ status: 200, text: JSON.stringify({ oidc_endpoint: `${url}/oidc` }) });
    if (target.pathname.startsWith("/.well-known/")) return void send({ status: 404, text: "{}" });
    const bearer = authorization.replace("Bearer ", "");
    if (bearer !== TOKEN && !granted.has(bearer)) {
      return void send({ status: 401, text: JSON.stringify({ error_code: "UNAUTHENTICATED", message: `token ${bearer} is not valid` }) });
    }
    const fault = faults.shift();
    if (fault === "broken") return void request.socket.destroy();
    send(fault === undefined ? routes(state, request.method ?? "GET", target, body) : FAULTS[fault]);
  }

  return {
    url,
    state,
    requests,
    fail: (...more) => void faults.push(...more),
    addVersion: (name, version, more) => void state.versions.set(`${name}/${version}`, { status: "READY", ...more }),
    breakUpdates: (broken) => {
      state.updatesFail = broken;
    },
    expireTokens: () => granted.clear(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export { FAILING_JOB, JOB, NOTEBOOK_JOB } from "./job-routes.ts";
