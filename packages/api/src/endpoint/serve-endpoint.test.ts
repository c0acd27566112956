import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeBundle } from "@mlops/core/bundle";
import { writeFileWhole } from "@mlops/core/files";
import type { LocalEndpoint, LocalEndpointServer } from "@mlops/models";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleSpec } from "../__fixtures__/sample-model.ts";
import { type EndpointServer, findEndpointServer, listEndpoints, serveEndpoint } from "../index.ts";
import { readServerFile } from "./endpoint-files.ts";

const SOON = { timeout: 15_000 };
let home: string;
let server: EndpointServer | undefined;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "mlops-endpoint-"));
  for (const factor of [2, 3]) await writeBundle(join(home, `times-${factor}`), sampleSpec(factor));
  await writeBundle(join(home, "wrong"), sampleSpec(2, 0));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(home, { recursive: true, force: true });
});

/** Writes the configuration: weights by the factor that a version multiplies with, which is its name too. */
function want(revision: number, weights: Record<string, number>, more: Partial<LocalEndpoint> = {}): void {
  const versions = Object.entries(weights).map(([name, weight]) => ({ version: name, modelUri: join(home, name), weight }));
  writeFileWhole(join(home, "endpoints/churn/config.json"), JSON.stringify({ name: "churn", revision, versions, ...more }));
}

const state = (): LocalEndpointServer | undefined => readServerFile(home, "churn");
const reaches = (revision: number) => expect.poll(() => state()?.revision, SOON).toBe(revision);

async function predict(path = "/invocations"): Promise<unknown> {
  const body = JSON.stringify({ dataframe_records: [{ x: 100 }] });
  const response = await fetch(server?.state.url + path, { method: "POST", headers: { "content-type": "application/json" }, body });
  const answer = (await response.json()) as { predictions?: [{ prediction: number }] };
  return answer.predictions?.[0].prediction ?? response.status;
}

describe("serveEndpoint", () => {
  it("serves the endpoint under its name, and says where", async () => {
    want(1, { "times-2": 100 });
    server = await serveEndpoint({ home, name: "churn" });
    expect(state()).toEqual(server.state);
    expect(server.state).toMatchObject({ pid: process.pid, host: "127.0.0.1", revision: 1 });
    expect(await findEndpointServer({ home, name: "churn" })).toEqual(server.state);
    expect([await predict(), await predict("/models/churn/invocations"), await predict("/models/none/invocations")]).toEqual([
      200, 200, 404,
    ]);
    await server.close();
    expect([state(), await findEndpointServer({ home, name: "churn" })]).toEqual([undefined, undefined]);
  });

  it("applies each revision without a failed request; a candidate answers only those that name it; the port stays", async () => {
    want(1, { "times-2": 100 });
    server = await serveEndpoint({ home, name: "churn" });
    const { port } = server.state;
    let asking = true;
    const answers: unknown[] = [];
    const load = (async () => {
      while (asking) answers.push(await predict());
    })();
    want(2, { "times-2": 100, "times-3": 0 }, { port: 1, inferenceLog: false });
    await reaches(2);
    expect(await predict("/models/churn/versions/times-3/invocations")).toBe(300);
    expect(answers.every((answer) => answer === 200)).toBe(true);
    want(3, { "times-3": 100 });
    await reaches(3);
    expect([await predict(), await predict("/models/churn/versions/times-2/invocations")]).toEqual([300, 404]);
    asking = false;
    await load;
    expect(new Set(answers)).toEqual(new Set([200, 300]));
    expect(answers.indexOf(300)).toBeGreaterThan(answers.lastIndexOf(200));
    expect(state()).toMatchObject({ port, revision: 3 });
    const metrics = await (await fetch(`${server.state.url}/metrics`)).text();
    expect(metrics).toContain('mlops_model_info{model="churn",version="times-3"} 1');
    expect(metrics).not.toContain('mlops_model_info{model="churn",version="times-2"}');
  });

  it.each<[string, () => void, string, number]>([
    ["a model that is not there", () => want(2, { none: 100 }), "FILE_UNREADABLE|BUNDLE_INVALID", 2],
    ["golden rows that differ", () => want(2, { wrong: 100 }), "BUNDLE_INVALID", 2],
    ["weights that do not sum to 100", () => want(2, { "times-3": 60 }), "CONFIG_INVALID", 2],
    ["the name of another endpoint", () => want(2, { "times-3": 100 }, { name: "other" }), "CONFIG_INVALID", 2],
    ["no JSON", () => writeFileSync(join(home, "endpoints/churn/config.json"), "{"), "CONFIG_INVALID", 0],
    ["no file", () => rmSync(join(home, "endpoints/churn/config.json")), "ENDPOINT_UNKNOWN", 0],
  ])("keeps what it serves when a revision cannot be: %s", async (_, change, code, revision) => {
    want(1, { "times-2": 100 });
    server = await serveEndpoint({ home, name: "churn" });
    change();
    await expect.poll(() => state()?.refused?.code, SOON).toMatch(new RegExp(`^(${code})$`));
    expect(state()).toMatchObject({ revision: 1, refused: { revision } });
    expect(await predict()).toBe(200);
    want(3, { "times-3": 100 });
    await reaches(3);
    expect([state()?.refused, await predict()]).toEqual([undefined, 300]);
  });

  it("does not read a version again that it serves already", async () => {
    want(1, { "times-2": 100 });
    server = await serveEndpoint({ home, name: "churn" });
    rmSync(join(home, "times-2"), { recursive: true });
    want(2, { "times-2": 50, "times-3": 50 });
    await reaches(2);
    expect(await predict("/models/churn/versions/times-2/invocations")).toBe(200);
  });

  it("refuses to serve twice, what is not there, and where another listens; nothing is left behind", async () => {
    const refused = (name = "churn") => expect(serveEndpoint({ home, name })).rejects;
    await refused().toMatchObject({ code: "ENDPOINT_UNKNOWN", hint: "endpoints: none" });
    await refused("../churn").toMatchObject({ code: "CONFIG_INVALID" });
    want(1, { none: 100 });
    await refused().toMatchObject({ code: "BUNDLE_INVALID" });
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    const { port } = other.address() as { port: number };
    want(2, { "times-2": 100 }, { port });
    await refused().toMatchObject({ code: "ADDRESS_UNAVAILABLE", message: expect.stringContaining(`127.0.0.1:${port}`) });
    other.close();
    want(3, { "times-2": 100 }, { host: "192.0.2.1" });
    await refused().toMatchObject({ code: "ADDRESS_UNAVAILABLE" });
    expect(state()).toBeUndefined();
    want(4, { "times-2": 100 });
    server = await serveEndpoint({ home, name: "churn" });
    await refused().toMatchObject({ code: "ENDPOINT_SERVED", message: expect.stringContaining(server.state.url) });
    expect(state()).toEqual(server.state);
    expect(listEndpoints(home)).toEqual(["churn"]);
  });

  it("takes the place of a server that was killed, also where its process id is in use again", async () => {
    want(1, { "times-2": 100 });
    for (const pid of [4_194_305, process.ppid, process.pid]) {
      mkdirSync(join(home, "endpoints/churn"), { recursive: true });
      const dead = { pid, startedAt: new Date().toISOString(), host: "127.0.0.1", port: 9, url: "http://127.0.0.1:9", revision: 1 };
      writeFileSync(join(home, "endpoints/churn/server.json"), JSON.stringify(dead));
      expect(await findEndpointServer({ home, name: "churn" })).toBeUndefined();
      server = await serveEndpoint({ home, name: "churn" });
      expect(state()).toMatchObject({ pid: process.pid, port: server.state.port });
      await server.close();
    }
  });
});
