import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeBundle } from "@mlops/core/bundle";
import { writeFileWhole } from "@mlops/core/files";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleSpec } from "../__fixtures__/sample-model.ts";
import { findEndpointServer, readInferenceRows, startEndpointServer, stopEndpointServer } from "../index.ts";
import { listLogFiles } from "../inference-log/log-files.ts";
import { repairInferenceLog } from "../inference-log/repair.ts";
import { readServerFile } from "./endpoint-files.ts";
import { processRuns } from "./process-runs.ts";

const name = "churn";
const SOON = { timeout: 15_000 };
let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "mlops-endpoint-"));
  await writeBundle(join(home, "model"), sampleSpec());
});
afterEach(async () => {
  await stopEndpointServer({ home, name });
  rmSync(home, { recursive: true, force: true });
});

function want(revision: number, more: object = {}): void {
  const versions = [{ version: "1", modelUri: join(home, "model"), weight: 100 }];
  writeFileWhole(join(home, "endpoints/churn/config.json"), JSON.stringify({ name, revision, versions, ...more }));
}

const ask = (url: string, id: string) =>
  fetch(`${url}/invocations`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-request-id": id },
    body: JSON.stringify({ dataframe_records: [{ x: 1, plan: "pro" }] }),
  });

describe("startEndpointServer", () => {
  it("starts a process, takes over the one that lives, and stops it in order", async () => {
    want(1);
    const first = await startEndpointServer({ home, name, detached: true });
    expect(first).toMatchObject({ started: true, server: { revision: 1 } });
    expect(first.server.pid).not.toBe(process.pid);
    want(2);
    const second = await startEndpointServer({ home, name });
    expect(second).toEqual({ started: false, server: { ...first.server, revision: 2 } });

    // a request whose body is still on its way when the server is told to stop is answered
    const { port, pid } = first.server;
    const body = JSON.stringify({ dataframe_records: [{ x: 1 }] });
    const headers = { "content-type": "application/json", "content-length": body.length, expect: "100-continue" };
    const slow = request({ port, host: "127.0.0.1", path: "/invocations", method: "POST", agent: new Agent({ keepAlive: true }), headers });
    const answered = new Promise<number | undefined>((done, fail) =>
      slow.on("response", (answer) => done(answer.statusCode)).on("error", fail),
    );
    slow.flushHeaders();
    await once(slow, "continue");
    slow.write(body.slice(0, 10));
    const stopping = stopEndpointServer({ home, name });
    await expect.poll(() => findEndpointServer({ home, name }), SOON).toBeUndefined(); // it listens no more
    slow.end(body.slice(10));
    expect([await answered, await stopping]).toEqual([200, true]);
    expect(readServerFile(home, name)).toBeUndefined();
    await expect.poll(() => processRuns(pid), SOON).toBe(false);
    expect(await stopEndpointServer({ home, name })).toBe(false);
    const logged = [];
    for await (const row of readInferenceRows({ home })) logged.push(row.outputs["prediction"]);
    expect(logged).toEqual([2]);
  });

  it("tells why the process ended, with what it printed", async () => {
    await expect(startEndpointServer({ home, name })).rejects.toMatchObject({ code: "ENDPOINT_UNKNOWN" });
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    want(1, { port: (other.address() as { port: number }).port });
    const message = expect.stringMatching(/its server ended \(exit code 3\)\nADDRESS_UNAVAILABLE: cannot listen on 127\.0\.0\.1:\d+/);
    await expect(startEndpointServer({ home, name })).rejects.toMatchObject({ code: "DEPLOYMENT_FAILED", message });
    other.close();
  });

  it("tells that the one which lives refused the revision", async () => {
    want(1);
    await startEndpointServer({ home, name });
    want(2, { versions: [{ version: "1", modelUri: join(home, "none"), weight: 100 }] });
    const message = expect.stringContaining("its server refused revision 2: BUNDLE_INVALID");
    await expect(startEndpointServer({ home, name })).rejects.toMatchObject({ code: "DEPLOYMENT_FAILED", message });
    expect(await findEndpointServer({ home, name })).toMatchObject({ revision: 1 });
  });

  it("ends the process that is not ready in time, or not wanted any more", async () => {
    want(1);
    await expect(startEndpointServer({ home, name, timeoutMs: 1 })).rejects.toMatchObject({
      code: "DEPLOYMENT_FAILED",
      message: expect.stringContaining("within 0.001 s"),
    });
    const ending = new AbortController();
    const starting = startEndpointServer({ home, name, signal: ending.signal });
    ending.abort(new Error("not wanted"));
    await expect(starting).rejects.toThrow("not wanted");
    expect(await findEndpointServer({ home, name })).toBeUndefined();
  });

  it("gives the endpoint to one of two that start at once", async () => {
    want(1);
    const both = await Promise.all([startEndpointServer({ home, name }), startEndpointServer({ home, name })]);
    expect(both[0].server.pid).toBe(both[1].server.pid);
    expect(both.filter(({ started }) => started)).toHaveLength(1);
  });

  it("ends with the process that started it, unless detached", async () => {
    want(1);
    const code = `const { startEndpointServer } = await import("@mlops/api");
      await startEndpointServer({ home: ${JSON.stringify(home)}, name: "churn" });
      process.kill(process.pid, "SIGKILL");`;
    const cwd = fileURLToPath(new URL("..", import.meta.url));
    const parent = spawn(process.execPath, ["--conditions=@mlops/source", "--input-type=module", "-e", code], { cwd, stdio: "inherit" });
    await new Promise((done) => parent.on("exit", done));
    expect(parent.signalCode).toBe("SIGKILL");
    await expect.poll(() => readServerFile(home, name), SOON).toBeUndefined();
  });
});

describe("a server that is killed while it logs", () => {
  it("loses no row that was flushed; every line parses once the log is repaired", async () => {
    want(1);
    const { server } = await startEndpointServer({ home, name });
    const flushed = Array.from({ length: 50 }, (_, i) => `flushed-${i}`);
    for (const id of flushed) expect((await ask(server.url, id)).status).toBe(200);
    const rowsOnDisk = async () =>
      Number(/^mlops_inference_log_rows_total (\d+)/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1]);
    await expect.poll(rowsOnDisk, SOON).toBe(50);
    let asking = true;
    const load = Promise.all(
      Array.from({ length: 8 }, async (_, k) => {
        for (let i = 0; asking; i++) await ask(server.url, `load-${k}-${i}`).catch(() => undefined);
      }),
    );
    await expect.poll(rowsOnDisk, SOON).toBeGreaterThan(100);
    process.kill(server.pid, "SIGKILL");
    asking = false;
    await load;
    await expect.poll(() => processRuns(server.pid), SOON).toBe(false);

    const read = async () => {
      const ids: string[] = [];
      for await (const row of readInferenceRows({ home, model: name })) ids.push(row.request_id);
      return ids;
    };
    const before = await read();
    expect(before.length).toBeGreaterThan(100);
    expect(flushed.filter((id) => !before.includes(id))).toEqual([]);
    const again = await startEndpointServer({ home, name });
    expect(again.started).toBe(true);
    await repairInferenceLog(home);
    for (const { path } of await listLogFiles(home)) for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) JSON.parse(line);
    expect(await read()).toEqual(before);
    expect((await ask(again.server.url, "after")).status).toBe(200);
  });
});
