import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trackerContract } from "../testing/tracker-contract.ts";
import { serveTracking, type TrackingServer } from "./embedded/serve-tracking.ts";
import { openTracking, type Tracking } from "./open-tracking.ts";

let home: string;
let server: TrackingServer;
let tracking: Tracking;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "mlops-serve-"));
  server = await serveTracking({ home });
  tracking = await openTracking({ home: join(home, "client"), trackingUri: server.url });
});
afterAll(async () => {
  await tracking.close();
  await server.close();
  await rm(home, { recursive: true, force: true });
});

describe("the served store keeps the contract of tracking over HTTP", () => {
  for (const one of trackerContract()) it(one.name, () => one.run(tracking));
});

function ask(method: string, path: string, headers: Record<string, string>, body = ""): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(server.url + path, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject).end(body);
  });
}

describe("serveTracking", () => {
  const path = "/api/2.0/mlflow/experiments/get?experiment_id=0";
  const json = { "content-type": "application/json" };

  it("is healthy, and answers the paths of the web interface too", async () => {
    expect(await ask("GET", "/health", {})).toEqual({ status: 200, text: "OK" });
    expect((await ask("GET", path.replace("/api/", "/ajax-api/"), {})).status).toBe(200);
  });

  it("refuses other hosts, other sites and other content types", async () => {
    expect((await ask("GET", path, { host: "mlflow:5000" })).status).toBe(403);
    expect((await ask("GET", path, { origin: "http://evil.example" })).status).toBe(403);
    expect((await ask("GET", path, { origin: "null" })).status).toBe(403);
    expect((await ask("GET", path, { origin: "http://localhost:3000" })).status).toBe(200);
    expect((await ask("POST", "/api/2.0/mlflow/experiments/create", { "content-type": "text/plain" }, "{}")).status).toBe(400);
  });

  it("refuses a body that is not JSON, and reads repeated query fields as lists", async () => {
    expect((await ask("POST", "/api/2.0/mlflow/experiments/create", json, "{bad")).status).toBe(400);
    const search = "/api/2.0/mlflow/registered-models/search?order_by=name%20DESC&order_by=timestamp";
    expect((await ask("GET", search, {})).status).toBe(200);
    expect((await ask("GET", "/api/2.0/mlflow-artifacts/artifacts/..%2fx", {})).status).toBe(400);
  });

  it("says when its port is taken", async () => {
    const port = Number(new URL(server.url).port);
    await expect(serveTracking({ home, port })).rejects.toMatchObject({ code: "TRACKING_UNREACHABLE" });
  });
});
