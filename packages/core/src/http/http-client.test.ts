import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigError } from "@mlops/models/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bearerToken } from "./auth-provider.ts";
import { createHttpClient, type HttpClient, type HttpClientOptions } from "./http-client.ts";
import { HttpFailure } from "./http-failure.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, call: number, body: string) => void;

let server: Server;
let client: HttpClient;
let handler: Handler;
let seen: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[];
let origin: string;

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      handler(request, response, seen.length, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await client?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function connect(options: Partial<HttpClientOptions> = {}): HttpClient {
  client = createHttpClient({ baseUrl: origin, baseDelayMs: 5, random: () => 0, ...options });
  return client;
}

async function failure(promise: Promise<unknown>): Promise<HttpFailure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!HttpFailure.isInstance(error)) throw new Error(`expected an HttpFailure, got ${String(error)}`);
  return error;
}

const answer = (response: ServerResponse, status: number, body = "", headers: Record<string, string> = {}) => {
  response.writeHead(status, headers).end(body);
};

describe("createHttpClient", () => {
  it("sends JSON and reads JSON, keeping the base path, the query and its own headers", async () => {
    handler = (_, response) => answer(response, 200, '{"id": 9007199254740993}', { "content-type": "application/json" });
    connect({ baseUrl: `${origin}/prefix/`, userAgent: "ua/1", headers: { "x-a": "1" } });
    const got = await client.request({ method: "POST", path: "/a%20b", query: { q: ["1", "2"], none: undefined, n: 3 }, json: { x: 1 } });
    expect(got.json({ int64: true })).toEqual({ id: 9007199254740993n });
    expect(got.json()).toEqual({ id: 9007199254740992 });
    expect(seen[0]).toMatchObject({ method: "POST", url: "/prefix/a%20b?q=1&q=2&n=3", body: '{"x":1}' });
    expect(seen[0]?.headers).toMatchObject({ "user-agent": "ua/1", "x-a": "1", "content-type": "application/json" });
  });

  it("sends and receives bytes unchanged, and reuses its connection", async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 251);
    const ports = new Set<number | undefined>();
    handler = (request, response) => {
      ports.add(request.socket.remotePort);
      response.end(bytes);
    };
    connect();
    for (let i = 0; i < 10; i++) expect((await client.request({ method: "PUT", path: "/x", body: bytes })).bytes).toEqual(bytes);
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it("waits as long as Retry-After says after 429, even for a POST", async () => {
    const at: number[] = [];
    handler = (_, response, call) => {
      at.push(Date.now());
      if (call === 1) answer(response, 429, "slow down", { "retry-after": "1" });
      else answer(response, 200, "ok");
    };
    expect((await connect().request({ method: "POST", path: "/" })).text()).toBe("ok");
    expect((at[1] as number) - (at[0] as number)).toBeGreaterThanOrEqual(950);
  });

  it("fails at once when Retry-After is longer than it may wait", async () => {
    handler = (_, response) => answer(response, 503, "", { "retry-after": "3600" });
    const error = await failure(connect().request({ path: "/" }));
    expect(error).toMatchObject({ kind: "status", status: 503, attempts: 1 });
    expect(error.headers["retry-after"]).toBe("3600");
  });

  it("retries 503 up to the limit, then gives status, body and number of tries", async () => {
    handler = (_, response) => answer(response, 503, "busy");
    const error = await failure(connect({ retries: 2 }).request({ method: "POST", path: "/p" }));
    expect(error).toMatchObject({ kind: "status", status: 503, body: "busy", attempts: 3, method: "POST", url: `${origin}/p` });
    expect(seen).toHaveLength(3);
  });

  it("retries 500 only when told to, and then only what may be sent twice", async () => {
    handler = (_, response, call) => (call === 1 ? answer(response, 500) : answer(response, 200, "ok"));
    expect((await failure(connect().request({ path: "/" }))).attempts).toBe(1);
    seen = [];
    await client.close();
    expect((await connect({ retryStatuses: [429, 500, 503] }).request({ path: "/" })).text()).toBe("ok");
    seen = [];
    expect((await failure(client.request({ method: "POST", path: "/" }))).attempts).toBe(1);
    seen = [];
    expect((await client.request({ method: "POST", path: "/", idempotent: true })).text()).toBe("ok");
  });

  it("does not retry other refusals", async () => {
    handler = (_, response) => answer(response, 404, '{"error_code":"X"}');
    expect(await failure(connect().request({ path: "/" }))).toMatchObject({ status: 404, body: '{"error_code":"X"}', attempts: 1 });
  });

  it("repeats a GET after a reset connection, a POST not", async () => {
    handler = (request, response, call) => {
      if (call === 1) request.socket.resetAndDestroy();
      else answer(response, 200, "ok");
    };
    expect((await connect().request({ path: "/" })).text()).toBe("ok");
    seen = [];
    expect(await failure(client.request({ method: "POST", path: "/" }))).toMatchObject({ kind: "interrupted", attempts: 1 });
  });

  it("tells half a body from a whole one", async () => {
    handler = (request, response, call) => {
      if (call > 2) return answer(response, 200, "whole");
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => request.socket.destroy());
    };
    expect((await connect().request({ path: "/" })).text()).toBe("whole");
    seen = [];
    expect(await failure(connect({ retries: 0 }).request({ path: "/" }))).toMatchObject({ kind: "interrupted", attempts: 1 });
  });

  it("retries a refused connection even for a POST, then says so", async () => {
    connect({ retries: 2 });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(client.request({ method: "POST", path: "/" }));
    expect(error).toMatchObject({ kind: "unreachable", attempts: 3 });
    expect(error.message).toContain("refused");
    server.listen(0, "127.0.0.1");
  });

  it("ends a slow answer at the limit of one try and of the whole", async () => {
    handler = () => {};
    connect({ timeoutMs: 60, retries: 1 });
    expect(await failure(client.request({ path: "/" }))).toMatchObject({ kind: "timeout", attempts: 2 });
    const from = Date.now();
    const error = await failure(client.request({ path: "/", timeoutMs: 5000, totalTimeoutMs: 120 }));
    expect(error).toMatchObject({ kind: "timeout", attempts: 1 });
    expect(error.message).toContain("0.12 s");
    expect(Date.now() - from).toBeLessThan(2000);
  });

  it("counts a body that stops arriving as too slow", async () => {
    handler = (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
    };
    expect(await failure(connect({ timeoutMs: 60, retries: 0 }).request({ path: "/" }))).toMatchObject({ kind: "timeout" });
  });

  it("throws the reason of an abort, during a request and during a wait", async () => {
    handler = () => {};
    connect();
    const during = new AbortController();
    setTimeout(() => during.abort(new Error("stop it")), 30);
    await expect(client.request({ path: "/", signal: during.signal })).rejects.toThrow("stop it");
    handler = (_, response) => answer(response, 503, "", { "retry-after": "30" });
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(new Error("enough")), 30);
    await expect(client.request({ path: "/", signal: waiting.signal })).rejects.toThrow("enough");
    await expect(client.request({ path: "/", signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
  });

  it("says that HTML is not JSON, without a retry", async () => {
    handler = (_, response) => answer(response, 200, "<html>sign in</html>", { "content-type": "text/html" });
    const got = await connect().request({ path: "/" });
    expect(() => got.json()).toThrow(/not JSON \(text\/html/);
    expect(await failure(Promise.resolve().then(() => got.json()))).toMatchObject({
      kind: "malformed",
      status: 200,
      body: "<html>sign in</html>",
    });
    expect(seen).toHaveLength(1);
  });

  it("says that something else than HTTP answered", async () => {
    handler = (request) => {
      request.socket.end("SSH-2.0-x\r\n\r\n");
    };
    expect(await failure(connect().request({ path: "/" }))).toMatchObject({ kind: "malformed", attempts: 1 });
  });

  it("follows redirects of a GET and leaves the credentials with their origin", async () => {
    const other = createServer((request, response) => answer(response, 200, request.headers.authorization ?? "none"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/x?sig=topsecret`;
    handler = (request, response) => {
      if (request.url === "/away") answer(response, 302, "", { location: elsewhere });
      else if (request.url === "/here") answer(response, 307, "", { location: "/end" });
      else if (request.url === "/loop") answer(response, 302, "", { location: "/loop" });
      else answer(response, 200, request.headers.authorization ?? "none");
    };
    connect({ auth: bearerToken("abcd1234") });
    expect((await client.request({ path: "/away" })).text()).toBe("none");
    expect((await client.request({ path: "/here" })).text()).toBe("Bearer abcd1234");
    expect(await failure(client.request({ path: "/loop" }))).toMatchObject({ kind: "redirect", status: 302 });
    const post = await failure(client.request({ method: "POST", path: "/away" }));
    expect(post).toMatchObject({ kind: "redirect", attempts: 1 });
    expect(post.message).not.toContain("topsecret");
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  });

  it("asks for fresh credentials once after a 401", async () => {
    const asked: boolean[] = [];
    const auth = bearerToken(({ renew }) => {
      asked.push(renew);
      return renew ? "fresh-token" : "stale-token";
    });
    handler = (request, response) => answer(response, request.headers.authorization === "Bearer fresh-token" ? 200 : 401);
    expect((await connect({ auth, retries: 0 }).request({ method: "POST", path: "/" })).status).toBe(200);
    expect(asked).toEqual([false, true]);
    handler = (_, response) => answer(response, 401);
    expect((await failure(client.request({ path: "/" }))).status).toBe(401);
    expect(asked).toEqual([false, true, false, true]);
  });

  it("shows no secret: not in the message, not in the URL, not in an echoed body", async () => {
    handler = (request, response) => answer(response, 400, `bad ${request.headers.authorization}`);
    connect({ auth: bearerToken("abcd-secret-1234"), baseUrl: origin.replace("http://", "http://ann:password99@") });
    const error = await failure(client.request({ path: "/p", query: { access_token: "qqqq-hidden", page: "2" } }));
    const shown = JSON.stringify({ ...error, message: error.message, stack: error.stack, url: client.url });
    expect(shown).not.toMatch(/abcd-secret-1234|password99|qqqq-hidden/);
    expect(error.url).toBe(`${origin}/p?access_token=***&page=2`);
    expect(error.body).toBe("bad ***");
  });

  it("takes a user and password from the base URL", async () => {
    handler = (request, response) => answer(response, 200, request.headers.authorization);
    connect({ baseUrl: origin.replace("http://", "http://ann:p%40ss@") });
    expect((await client.request({ path: "/" })).text()).toBe(`Basic ${Buffer.from("ann:p@ss").toString("base64")}`);
  });

  it("lets the error of an AuthProvider through", async () => {
    const auth = bearerToken(() => {
      throw new Error("no login");
    });
    await expect(connect({ auth }).request({ path: "/" })).rejects.toThrow("no login");
  });

  it.each([["/a/../b"], ["/%2e%2e/b"], ["/a/."], ["no-slash"]])("refuses the path %s", async (path) => {
    await expect(connect().request({ path })).rejects.toThrow(ConfigError);
  });

  it.each([["nonsense"], ["ftp://host"]])("refuses the base URL %s", (baseUrl) => {
    expect(() => createHttpClient({ baseUrl })).toThrow(ConfigError);
  });
});
