import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Secret } from "@mlops/models";
import { TrackingError } from "@mlops/models/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTracking, type Tracking } from "./open-tracking.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, call: number, body: string) => void;

let server: Server;
let url: string;
let handler: Handler;
let calls: string[];
let tracking: Tracking | undefined;

beforeEach(async () => {
  calls = [];
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      calls.push(`${request.method} ${request.url}`);
      handler(request, response, calls.length, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await tracking?.close();
  tracking = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function open(options: Partial<Parameters<typeof openTracking>[0]> = {}): Promise<Tracking> {
  tracking = await openTracking({ home: "/nowhere", trackingUri: url, retries: 1, ...options });
  return tracking;
}

async function failure(promise: Promise<unknown>): Promise<TrackingError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!TrackingError.isInstance(error)) throw new Error(`expected a TrackingError, got ${String(error)}`);
  return error;
}

const html = (response: ServerResponse, status: number) =>
  response.writeHead(status, { "content-type": "text/html" }).end("<html><h1>Sign in</h1></html>");
const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

describe("a tracking server that misbehaves", () => {
  it("answers HTML: that is no MLflow server", async () => {
    handler = (_, response) => html(response, 200);
    const { tracker } = await open();
    const error = await failure(tracker.getRun("a"));
    expect(error.code).toBe("TRACKING_RESPONSE");
    expect(error.message).toContain("not JSON (text/html");
    handler = (_, response) => html(response, 404);
    expect((await failure(tracker.getRun("a"))).code).toBe("TRACKING_RESPONSE");
    handler = (_, response) => response.writeHead(302, { location: "https://login.example/?token=hidden" }).end();
    const redirected = await failure(tracker.startRun({ runId: "a" }));
    expect(redirected.code).toBe("TRACKING_RESPONSE");
    expect(redirected.message).not.toContain("hidden");
  });

  it("answers JSON that is not MLflow's", async () => {
    handler = (_, response) => json(response, 200, []);
    const { tracker } = await open();
    expect((await failure(tracker.getRun("a"))).code).toBe("TRACKING_RESPONSE");
    handler = (_, response) => json(response, 200, { run: { info: {} } });
    expect((await failure(tracker.getRun("a"))).message).toContain('"run_id" is missing');
    handler = (_, response) => json(response, 400, { detail: "nope" });
    expect(await failure(tracker.getRun("a"))).toMatchObject({ code: "TRACKING_REQUEST", fields: { status: 400 } });
  });

  it("answers 429: it is asked again as it says, then the error says so", async () => {
    handler = (_, response) => response.writeHead(429, { "retry-after": "0" }).end("slow down");
    const error = await failure((await open()).tracker.startRun());
    expect(error).toMatchObject({ code: "TRACKING_REQUEST", fields: { status: 429 } });
    expect(error.message).toContain("answered 429: slow down (2 tries)");
    expect(error.hint).toContain("fewer requests");
    expect(calls).toHaveLength(2);
  });

  it("answers 500, as HTML and as MLflow does: not repeated", async () => {
    handler = (_, response) => html(response, 500);
    const { tracker } = await open();
    const error = await failure(tracker.getRun("a"));
    expect(error).toMatchObject({ code: "TRACKING_REQUEST", fields: { status: 500 } });
    expect(error.message).toContain("Sign in");
    expect(error.hint).toContain("its log");
    expect(calls).toHaveLength(1);
    handler = (_, response) => json(response, 500, { error_code: "INTERNAL_ERROR", message: "boom" });
    expect(await failure(tracker.getRun("a"))).toMatchObject({
      code: "TRACKING_REQUEST",
      fields: { status: 500, errorCode: "INTERNAL_ERROR" },
    });
  });

  it("answers half a body", async () => {
    handler = (request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"run": {', () => request.socket.destroy());
    };
    expect((await failure((await open()).tracker.getRun("a"))).code).toBe("TRACKING_RESPONSE");
    expect(calls).toHaveLength(2);
  });

  it("does not answer in time, or is not there", async () => {
    handler = () => {};
    const slow = await open({ timeoutSeconds: 0.05, retries: 0 });
    expect(await failure(slow.tracker.getRun("a"))).toMatchObject({ code: "TRACKING_UNREACHABLE", fields: { uncertain: true } });
    await slow.close();
    const nobody = await open({ trackingUri: "http://127.0.0.1:1", retries: 0 });
    const error = await failure(nobody.tracker.getRun("a"));
    expect(error.code).toBe("TRACKING_UNREACHABLE");
    expect(error.message).toContain("http://127.0.0.1:1");
  });

  it("refuses the token: the hint says where to look, and the token is not shown", async () => {
    handler = (request, response) => response.writeHead(401).end(`who is ${request.headers.authorization}?`);
    const error = await failure((await open({ token: new Secret("dapi-very-secret") })).tracker.getRun("a"));
    expect(error).toMatchObject({ code: "TRACKING_REQUEST", fields: { status: 401 } });
    expect(error.hint).toContain("token");
    expect(JSON.stringify(error) + error.stack + String(error.cause)).not.toContain("very-secret");
  });

  it("sends user and password", async () => {
    let sent: string | undefined;
    handler = (request, response) => {
      sent = request.headers.authorization;
      json(response, 404, { error_code: "RESOURCE_DOES_NOT_EXIST", message: "none" });
    };
    const error = await failure((await open({ username: "ann", password: new Secret("pw") })).tracker.getRun("a"));
    expect(error.message).toBe("run a does not exist");
    expect(sent).toBe(`Basic ${Buffer.from("ann:pw").toString("base64")}`);
  });

  it("lets an abort through as it is", async () => {
    handler = () => {};
    const stop = new AbortController();
    const { tracker } = await open({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error("stopped by the user")), 30);
    await expect(tracker.getRun("a")).rejects.toThrow("stopped by the user");
  });
});

describe("an answer that gets lost", () => {
  const info = { run_id: "r1", experiment_id: "7", status: "RUNNING", artifact_uri: "mlflow-artifacts:/7/r1" };

  it("makes no second run", async () => {
    handler = (request, response) => {
      if (request.url?.includes("get-by-name")) json(response, 200, { experiment: { experiment_id: "7", name: "e" } });
      else if (request.url?.endsWith("runs/create")) request.socket.destroy();
      else json(response, 200, { runs: [{ info }] });
    };
    expect((await (await open()).tracker.startRun({ experiment: "e" })).runId).toBe("r1");
    expect(calls.filter((call) => call.endsWith("runs/create"))).toHaveLength(1);
  });

  it("is asked for again when nothing was made", async () => {
    handler = (request, response, call) => {
      if (request.url?.includes("get-by-name")) json(response, 200, { experiment: { experiment_id: "7", name: "e" } });
      else if (request.url?.endsWith("runs/create") && call < 4) request.socket.destroy();
      else if (request.url?.endsWith("runs/create")) json(response, 200, { run: { info } });
      else json(response, 200, {});
    };
    expect((await (await open()).tracker.startRun({ experiment: "e" })).runId).toBe("r1");
    expect(calls.filter((call) => call.endsWith("runs/create"))).toHaveLength(2);
  });

  it("gives up after three tries", async () => {
    handler = (request, response) => {
      if (request.url?.includes("get-by-name")) json(response, 200, { experiment: { experiment_id: "7", name: "e" } });
      else if (request.url?.endsWith("runs/create")) request.socket.destroy();
      else json(response, 200, {});
    };
    expect((await failure((await open()).tracker.startRun({ experiment: "e" }))).code).toBe("TRACKING_RESPONSE");
    expect(calls.filter((call) => call.endsWith("runs/create"))).toHaveLength(3);
  });

  it("makes no second model, output or version", async () => {
    const model = {
      info: {
        model_id: "m-1",
        experiment_id: "7",
        name: "m",
        status: "LOGGED_MODEL_READY",
        artifact_uri: "mlflow-artifacts:/7/m-1",
        source_run_id: "r1",
      },
    };
    const version = { name: "reg", version: "4", source: "models:/m-1" };
    handler = (request, response) => {
      const path = request.url ?? "";
      if (path.includes("get-by-name")) json(response, 200, { experiment: { experiment_id: "7", name: "e" } });
      else if (path.endsWith("runs/create")) json(response, 200, { run: { info } });
      else if (/\/(logged-models|outputs|model-versions\/create)$/.test(path)) request.socket.destroy();
      else if (path.endsWith("logged-models/search")) json(response, 200, { models: [model] });
      else if (path.includes("runs/get")) json(response, 200, { run: { info, outputs: { model_outputs: [{ model_id: "m-1" }] } } });
      else if (path.includes("model-versions/search")) json(response, 200, { model_versions: [version] });
      else json(response, 200, { model });
    };
    const { tracker, registry } = await open();
    const run = await tracker.startRun({ experiment: "e" });
    expect((await run.logModel({ name: "m", files: new Map() })).modelId).toBe("m-1");
    expect((await registry.registerModel({ name: "it's", modelId: "m-1" })).version).toBe("4");
    for (const once of ["logged-models", "runs/outputs", "model-versions/create"]) {
      expect(calls.filter((call) => call.endsWith(once))).toHaveLength(1);
    }
  });
});

describe("other stores", () => {
  it("says that files kept elsewhere are not supported", async () => {
    const info = { run_id: "r1", experiment_id: "7", status: "RUNNING", artifact_uri: "s3://bucket/r1" };
    handler = (_, response) => json(response, 200, { run: { info } });
    await expect((await open()).tracker.downloadArtifact({ runId: "r1" }, "x")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    await expect((await open()).tracker.listArtifacts({ runId: "r1" })).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  it("reads the proxy's own URL as an artifact root, and refuses a listing that is none", async () => {
    const info = {
      run_id: "r1",
      experiment_id: "7",
      status: "RUNNING",
      artifact_uri: "http://host/api/2.0/mlflow-artifacts/artifacts/7/r1/",
    };
    handler = (request, response) => {
      if (request.url?.includes("runs/get")) json(response, 200, { run: { info } });
      else if (request.url?.includes("?path=")) json(response, 200, []);
      else response.end("content");
    };
    const { tracker } = await open();
    expect(new TextDecoder().decode(await tracker.downloadArtifact({ runId: "r1" }, "x"))).toBe("content");
    expect(calls.at(-1)).toBe("GET /api/2.0/mlflow-artifacts/artifacts/7/r1/x");
    expect((await failure(tracker.listArtifacts({ runId: "r1" }))).code).toBe("TRACKING_RESPONSE");
  });

  it("keeps the registry on another server, and refuses a URI that is none", async () => {
    handler = (_, response) => json(response, 200, { registered_model: { name: "m", latest_versions: [{ version: 3 }] } });
    const { registry } = await open({ trackingUri: "http://127.0.0.1:1", registryUri: url });
    expect((await registry.getModel("m")).latestVersion).toBe("3");
    await expect(openTracking({ home: "/nowhere", trackingUri: "sqlite:///x" })).rejects.toMatchObject({ code: "PARAMETER_INVALID" });
  });
});
