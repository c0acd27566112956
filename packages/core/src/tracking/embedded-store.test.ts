import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { TrackingError } from "@mlops/models/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedStore } from "./embedded/embedded-store.ts";
import { openTracking, type Tracking } from "./open-tracking.ts";

const PACKAGE = resolve(import.meta.dirname, "../..");
const bytes = (text: string) => new TextEncoder().encode(text);
let home: string;
let opened: Tracking[];

beforeEach(async () => {
  opened = [];
  home = await mkdtemp(join(tmpdir(), "mlops-store-"));
});
afterEach(async () => {
  for (const one of opened) await one.close();
  await chmod(home, 0o700);
  await rm(home, { recursive: true, force: true });
});

async function open(folder = home): Promise<Tracking> {
  const tracking = await openTracking({ home: folder, experimentName: "tests" });
  opened.push(tracking);
  return tracking;
}

/** Another process, with the package's sources. */
function node(script: string, limit = ""): ChildProcess {
  const source = `import { openTracking } from "@mlops/core/tracking";\nconst home = ${JSON.stringify(home)};\n${script}`;
  const args = ["--conditions=@mlops/source", "--input-type=module", "-e", source];
  const shell = `${limit} exec "$0" "$@"`;
  return spawn("bash", ["-c", shell, process.execPath, ...args], { cwd: PACKAGE, stdio: ["ignore", "pipe", "pipe"] });
}

async function output(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const text = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text.stderr += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...text };
}

function integrity(): string {
  const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite") as typeof import("node:sqlite");
  const database = new DatabaseSync(join(home, "tracking.db"));
  const row = database.prepare("PRAGMA integrity_check").get() as { integrity_check: string };
  database.close();
  return row.integrity_check;
}

describe("the embedded store", () => {
  it("keeps everything for the next process, the journal being WAL", async () => {
    const { tracker } = await open();
    const run = await tracker.startRun({ name: "kept" });
    await run.logArtifact("a.txt", bytes("hello"));
    await opened.pop()?.close();
    const again = await open();
    expect((await again.tracker.getRun(run.runId)).name).toBe("kept");
    expect(await again.tracker.downloadArtifact(run, "a.txt")).toEqual(bytes("hello"));
  });

  it("takes writes of several processes at once, also into a store that does not exist yet", async () => {
    const script = `
      const { tracker, registry, close } = await openTracking({ home, experimentName: "shared" });
      for (let i = 0; i < 10; i++) {
        const run = await tracker.startRun({ name: process.pid + "-" + i });
        await run.logMetrics([{ key: "i", value: i }]);
        await run.logArtifact("same.txt", { text: "the same bytes" });
        const model = await run.logModel({ name: "m", files: new Map([["MLmodel", new Uint8Array([i])]]) });
        await registry.registerModel({ name: "one", modelId: model.modelId });
        await run.end();
      }
      await close();`;
    const children = await Promise.all([0, 1, 2, 3].map(() => output(node(script))));
    for (const child of children) expect(child).toEqual({ code: 0, stdout: "", stderr: "" });
    const { tracker, registry } = await open();
    const runs = await tracker.searchRuns({ experiments: ["shared"] });
    expect(runs).toHaveLength(40);
    expect(new Set(runs.map((run) => run.status))).toEqual(new Set(["FINISHED"]));
    const versions = (await registry.searchVersions({ filter: "name = 'one'" })).map((version) => Number(version.version));
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(integrity()).toBe("ok");
  }, 60_000);

  it("survives kill -9: what was answered is there, the rest is not, and the run stays readable", async () => {
    const child = node(`
      const { tracker } = await openTracking({ home, experimentName: "killed" });
      const run = await tracker.startRun({ name: "killed" });
      console.log(run.runId);
      for (let i = 0; ; i++) {
        await run.logMetrics([{ key: "i", value: i, step: i, timestamp: i }, { key: "twin", value: i, step: i, timestamp: i }]);
        await run.logArtifact("f" + i, new Uint8Array(5000).fill(i));
        console.log(i);
      }`);
    let text = "";
    child.stdout?.setEncoding("utf8");
    for await (const chunk of child.stdout ?? []) {
      text += chunk;
      if (text.split("\n").length > 12) break;
    }
    child.kill("SIGKILL");
    await once(child, "close");
    const [runId = "", ...told] = text.trim().split("\n");
    const { tracker } = await open();
    const run = await tracker.getRun(runId);
    expect(run.status).toBe("RUNNING");
    expect(run.metrics["i"]).toBeGreaterThanOrEqual(Number(told.at(-1)));
    expect(run.metrics["twin"]).toBe(run.metrics["i"]);
    for (const file of await tracker.listArtifacts(run)) {
      expect(await tracker.downloadArtifact(run, file.path)).toEqual(new Uint8Array(5000).fill(Number(file.path.slice(1))));
    }
    expect(integrity()).toBe("ok");
    const continued = await tracker.startRun({ runId });
    await continued.end("KILLED");
  }, 30_000);

  it("says so when the disk is full, and is whole afterwards", async () => {
    await (await open()).tracker.startRun({ name: "before" });
    await opened.pop()?.close();
    const child = await output(
      node(
        `process.on("SIGXFSZ", () => {});
        try {
          const { tracker } = await openTracking({ home, experimentName: "tests" });
          const run = await tracker.startRun({ name: "full" });
          await run.logArtifact("big", new Uint8Array(3_000_000)).catch((error) => console.log("file", error.code));
          for (let i = 0; i < 500; i++) await run.setTags({ ["t" + i]: "x".repeat(8000) });
          console.log("no error");
        } catch (error) { console.log("store", error.code, error.hint); }`,
        "ulimit -f 1000;",
      ),
    );
    expect(child.stdout).toContain("file TRACKING_UNREACHABLE");
    expect(child.stdout).toContain("store TRACKING_UNREACHABLE check free space");
    const { tracker } = await open();
    expect((await tracker.searchRuns()).map((run) => run.name).sort()).toEqual(["before", "full"]);
    expect(await readdir(join(home, "artifacts"))).toEqual([]);
    expect(integrity()).toBe("ok");
  }, 30_000);

  it("keeps equal bytes once, notices changed ones, and mends them when they come again", async () => {
    const { tracker } = await open();
    const run = await tracker.startRun();
    await run.logArtifact("a.bin", bytes("payload"));
    await run.logArtifact("b/c.bin", bytes("payload"));
    const [name = "", ...others] = await readdir(join(home, "artifacts"));
    expect(others).toEqual([]);
    await writeFile(join(home, "artifacts", name), "PAYLOAD");
    await expect(tracker.downloadArtifact(run, "a.bin")).rejects.toMatchObject({ code: "TRACKING_RESPONSE" });
    await run.logArtifact("d.bin", bytes("payload"));
    expect(await tracker.downloadArtifact(run, "a.bin")).toEqual(bytes("payload"));
    await rm(join(home, "artifacts", name));
    await expect(tracker.downloadArtifact(run, "a.bin")).rejects.toThrow(/cannot be read \(ENOENT\)/);
  });

  it("refuses a file where a folder is, and the other way round", async () => {
    const { tracker } = await open();
    const run = await tracker.startRun();
    await run.logArtifact("a/b", bytes("x"));
    await expect(run.logArtifact("a", bytes("x"))).rejects.toMatchObject({ code: "TRACKING_INVALID" });
    await expect(run.logArtifact("a/b/c", bytes("x"))).rejects.toMatchObject({ code: "TRACKING_INVALID" });
    await expect(run.logArtifact("f", { file: join(home, "none") })).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
    await run.logArtifact("f", { file: join(home, "tracking.db") });
    expect(await tracker.downloadArtifact(run, "f")).toEqual(new Uint8Array(await readFile(join(home, "tracking.db"))));
  });

  it("refuses a file that is no store, one of a newer version, and a folder that cannot be made", async () => {
    await writeFile(join(home, "tracking.db"), "this is text, not a database, and it is long enough to be looked at");
    await expect(open()).rejects.toMatchObject({ code: "TRACKING_UNREACHABLE" });
    await rm(join(home, "tracking.db"));
    await (await open()).close();
    opened = [];
    const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite") as typeof import("node:sqlite");
    const database = new DatabaseSync(join(home, "tracking.db"));
    database.exec("PRAGMA user_version = 99");
    database.close();
    await expect(open()).rejects.toThrow(/newer version \(schema 99/);
    await writeFile(join(home, "file"), "");
    await expect(open(join(home, "file", "below"))).rejects.toMatchObject({ code: "TRACKING_UNREACHABLE" });
  });

  it("loads no HTTP client, and gives no warning of its own while others are heard", async () => {
    const child = node(`
      import { createRequire } from "node:module";
      const undici = () => Object.keys(createRequire(process.cwd() + "/x.js").cache).some((file) => file.includes("/undici/"));
      const { tracker, close } = await openTracking({ home });
      await tracker.startRun();
      await close();
      process.emitWarning("still heard", "ExperimentalWarning");
      const embedded = undici();
      await import("@mlops/core/http");
      console.log(JSON.stringify({ embedded, http: undici() }));`);
    const { stdout, stderr } = await output(child);
    expect(JSON.parse(stdout)).toEqual({ embedded: false, http: true });
    expect(stderr).not.toMatch(/SQLite/i);
    expect(stderr).toContain("still heard");
  });

  it("uses the clock and the defaults that it is given", async () => {
    const tracking = await openTracking({ home, experimentName: "e", runName: "r", tags: { team: "a" }, now: () => 1_700_000_000_000 });
    opened.push(tracking);
    const run = await tracking.tracker.startRun({ tags: { more: "b" } });
    await run.logMetrics([{ key: "m", value: 1 }]);
    await run.end();
    const read = await tracking.tracker.getRun(run.runId);
    expect(read).toMatchObject({ name: "r", startedAt: "2023-11-14T22:13:20.000Z", endedAt: "2023-11-14T22:13:20.000Z" });
    expect(read.tags).toMatchObject({ team: "a", more: "b" });
    expect((await tracking.tracker.metricHistory(run.runId, "m"))[0]?.timestamp).toBe(1_700_000_000_000);
  });

  it("replaces the cached files of a run, and says what an incomplete model lacks", async () => {
    const { tracker, registry } = await open();
    const run = await tracker.startRun();
    await run.logArtifact("old/a", bytes("1"));
    const first = await registry.resolveModelUri(`runs:/${run.runId}/old`);
    await run.logArtifact("old/a", bytes("2"));
    const second = await registry.resolveModelUri(`runs:/${run.runId}/old`);
    expect(second.folder).toBe(first.folder);
    expect(await readFile(join(second.folder, "a"), "utf8")).toBe("2");
    expect((await readdir(join(home, "models"))).length).toBe(1);
    await expect(registry.resolveModelUri(join(home, "none"))).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
    await expect(registry.resolveModelUri(join(home, "tracking.db"))).rejects.toThrow(/not a folder/);
    await registry.registerModel({ name: "far", source: "s3://bucket/model" });
    await expect(registry.resolveModelUri("models:/far/1")).rejects.toThrow(/lies at s3:/);
  });
});

describe("calls that only other clients make", () => {
  it("answers them", async () => {
    const store = openEmbeddedStore({ home });
    const send = async (method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT", path: string, json?: Record<string, unknown>) => {
      const answer = await store.send({ method, path: path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`, json, bytes: bytes("x") });
      return { status: answer.status, body: answer.json() as Record<string, unknown> };
    };
    const experiment_id = (await send("POST", "experiments/create", { name: "a", artifact_location: "mlflow-artifacts:/elsewhere" })).body[
      "experiment_id"
    ];
    await send("POST", "experiments/create", { name: "b" });
    expect((await send("POST", "experiments/update", { experiment_id, new_name: "b" })).body).toMatchObject({
      error_code: "RESOURCE_ALREADY_EXISTS",
    });
    expect((await send("POST", "experiments/update", { experiment_id, new_name: "c" })).status).toBe(200);
    expect((await send("POST", "experiments/delete", { experiment_id })).status).toBe(200);
    expect((await send("POST", "runs/create", { experiment_id })).status).toBe(400);
    const listed = async (view_type: unknown) =>
      ((await send("POST", "experiments/search", { max_results: 9, view_type })).body["experiments"] as unknown[]).length;
    expect([await listed("DELETED_ONLY"), await listed(1), await listed("ALL")]).toEqual([1, 2, 3]);
    expect((await send("POST", "experiments/search", { max_results: 9, view_type: "SOME" })).status).toBe(400);
    await send("POST", "experiments/restore", { experiment_id });
    const run = (await send("POST", "runs/create", { experiment_id })).body["run"] as { info: { run_id: string } };
    const { run_id } = run.info;
    expect((await send("POST", "runs/update", { run_id, status: 3 })).body).toMatchObject({ run_info: { status: "FINISHED" } });
    expect((await send("POST", "runs/update", { run_id, status: "DONE" })).status).toBe(400);
    const logged = (await send("POST", "logged-models", { experiment_id })).body["model"] as { info: { model_id: string } };
    const { model_id } = logged.info;
    expect((await send("POST", "runs/log-inputs", { run_id, models: [{ model_id }] })).status).toBe(200);
    expect((await send("GET", "runs/get", undefined)).status).toBe(400);
    expect((await send("PATCH", `logged-models/${model_id}`, { model_id, status: "DONE" })).status).toBe(400);
    expect((await send("DELETE", `logged-models/${model_id}`)).status).toBe(200);
    expect((await send("GET", `logged-models/${model_id}`)).status).toBe(404);
    await send("POST", "registered-models/create", { name: "m" });
    await send("POST", "registered-models/create", { name: "n" });
    expect((await send("POST", "registered-models/rename", { name: "m", new_name: "n" })).status).toBe(400);
    expect((await send("DELETE", "registered-models/delete", { name: "m" })).status).toBe(200);
    expect((await send("GET", "registered-models/get", { name: "m" })).status).toBe(404);
    const file = "/api/2.0/mlflow-artifacts/artifacts/9/f.json";
    await store.send({ method: "PUT", path: file, bytes: bytes('{"a":1}') });
    expect((await store.send({ method: "GET", path: file })).json()).toEqual({ a: 1 });
    expect((await send("DELETE", file)).status).toBe(200);
    expect((await send("GET", file)).status).toBe(404);
    expect((await send("PUT", "/api/2.0/mlflow-artifacts/artifacts/")).status).toBe(400);
    expect((await send("POST", file)).body).toMatchObject({ error_code: "ENDPOINT_NOT_FOUND" });
    expect((await send("GET", "/elsewhere")).status).toBe(404);
    await store.close();
  });

  it.each<[string, Record<string, unknown>]>([
    ["runs/log-batch", { metrics: [{ key: "a", value: "abc", timestamp: 1 }] }],
    ["runs/log-batch", { metrics: [{ key: "a", value: true, timestamp: 1 }] }],
    ["runs/log-batch", { metrics: [{ key: "a", value: 1, timestamp: 1.5 }] }],
    ["runs/log-batch", { metrics: [{ key: "a", value: 1, timestamp: 1, step: "9007199254740993" }] }],
    ["runs/log-batch", { params: [{ key: "a", value: 3 }] }],
    ["runs/log-batch", { params: ["a"] }],
    ["runs/log-batch", { tags: [{ key: "a", value: "x".repeat(8001) }] }],
    ["runs/log-inputs", { datasets: [{}] }],
    ["runs/log-inputs", { datasets: [{ dataset: { name: "a" } }] }],
    ["runs/search", { experiment_ids: 3 }],
    ["runs/search", { experiment_ids: [3] }],
    ["runs/search", { filter: "datasets.nope = 'x'" }],
    ["runs/search", { order_by: ["datasets.name"] }],
    ["runs/search", { filter: "run_id IN ('a' ('b'))" }],
    ["runs/search", { filter: "run_id IN 'a'" }],
    ["runs/search", { filter: "run_id NOT LIKE 'a'" }],
    ["runs/search", { filter: "run_id IN [a" }],
    ["model-versions/create", { name: "m", source: "file:///etc/passwd" }],
    ["model-versions/create", { name: "m", source: "s3://a/../b" }],
    ["registered-models/create", { name: "../x" }],
  ])("refuses what MLflow would misunderstand: %s %j", async (path, json) => {
    const store = openEmbeddedStore({ home });
    await store.send({ method: "POST", path: "/api/2.0/mlflow/registered-models/create", json: { name: "m" } });
    const made = await store.send({ method: "POST", path: "/api/2.0/mlflow/runs/create", json: { experiment_id: "0" } });
    const { run } = made.json() as { run: { info: { run_id: string } } };
    const answer = await store.send({ method: "POST", path: `/api/2.0/mlflow/${path}`, json: { run_id: run.info.run_id, ...json } });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
    await store.close();
  });

  it("stops before a call whose signal is aborted", async () => {
    const store = openEmbeddedStore({ home });
    const sent = store.send({ method: "GET", path: "/", signal: AbortSignal.abort(new Error("stopped")) });
    await expect(sent).rejects.toThrow("stopped");
    await expect(store.send({ method: "POST", path: "/api/2.0/mlflow/runs/create", json: [] })).resolves.toMatchObject({ status: 400 });
    await store.close();
    expect(TrackingError.isInstance(new Error("x"))).toBe(false);
  });
});
