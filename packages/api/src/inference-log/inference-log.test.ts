import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columnOf } from "@mlops/core/table";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleBundle } from "../__fixtures__/sample-model.ts";
import { createModelServer, type InferenceRow, readInferenceLog, readInferenceRows } from "../index.ts";
import type { ServedVersion } from "../served-model.ts";
import { InferenceLog } from "./inference-log.ts";
import { listLogFiles } from "./log-files.ts";
import type { LoggedRequest } from "./logged-request.ts";
import { repairInferenceLog } from "./repair.ts";

let home: string;
let served: ServedVersion;
const counts = { logged: 0, dropped: 0, failures: [] as string[] };
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "mlops-log-"));
  served = { name: "a/b", version: "3", weight: 1, bundle: await sampleBundle() };
  Object.assign(counts, { logged: 0, dropped: 0, failures: [] });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function openLog(options: { limitBytes?: number; delayMs?: number; home?: string } = {}) {
  return new InferenceLog({
    home,
    ...options,
    logged: (rows) => {
      counts.logged += rows;
    },
    dropped: (rows) => {
      counts.dropped += rows;
    },
    failed: (error) => counts.failures.push(error.message),
  });
}

function request(id: string, xs: readonly number[], time = Date.UTC(2026, 0, 31, 12)): LoggedRequest {
  const rows = {
    rows: xs.length,
    columns: new Map<string, unknown[]>([
      ["x", [...xs]],
      ["extra", xs.map(() => "no column of the model")],
    ]),
  };
  return { requestId: id, time, served, rows, outputs: new Map([["prediction", xs.map((x) => 2 * x)]]), bytes: 100 };
}

async function rowsOf(query = {}): Promise<InferenceRow[]> {
  const rows: InferenceRow[] = [];
  for await (const row of readInferenceRows({ home, ...query })) rows.push(row);
  return rows;
}

describe("the inference log", () => {
  it("keeps what was answered, by day, and gives it back", async () => {
    const log = openLog();
    log.add(request("r1", [1, 2.5]));
    log.add(request("r2", [7], Date.UTC(2026, 1, 1)));
    log.add(request("empty", []));
    await log.close();
    expect(counts).toEqual({ logged: 3, dropped: 0, failures: [] });
    expect(readdirSync(join(home, "inference")).sort()).toEqual(["date=2026-01-31", "date=2026-02-01"]);
    const [first] = await rowsOf();
    expect(first).toEqual({
      request_id: "r1",
      row_index: 0,
      model: "a/b",
      version: "3",
      timestamp: "2026-01-31T12:00:00.000Z",
      inputs: { x: 1, plan: null, visits: null, member: null, since: null },
      outputs: { prediction: 2 },
    });
    const table = await readInferenceLog({ home });
    expect(table.columnNames().slice(0, 6)).toEqual(["request_id", "row_index", "model", "version", "timestamp", "x"]);
    expect(table.objects()).toMatchObject([
      { request_id: "r1", row_index: 0, x: 1, prediction: 2 },
      { request_id: "r1", row_index: 1, x: 2.5, prediction: 5 },
      { request_id: "r2", row_index: 0, x: 7, prediction: 14 },
    ]);
    expect(columnOf(table, "timestamp").kind).toBe("timestamp");
  });

  it("is read by model, version and a half-open time", async () => {
    const log = openLog();
    for (const day of [29, 30, 31]) log.add(request(`r${day}`, [day], Date.UTC(2026, 0, day, 12)));
    await log.close();
    const ids = async (query: object) => (await rowsOf(query)).map((row) => row.request_id);
    expect(await ids({ from: "2026-01-30T12:00:00Z", to: new Date(Date.UTC(2026, 0, 31, 12)) })).toEqual(["r30"]);
    expect(await ids({ from: "2026-01-30T12:00:01Z" })).toEqual(["r31"]);
    expect(await ids({ model: "a/b", version: "3" })).toHaveLength(3);
    expect([await ids({ model: "a" }), await ids({ version: "4" }), await ids({ home: join(home, "none") })]).toEqual([[], [], []]);
    await expect(rowsOf({ from: "yesterday" })).rejects.toMatchObject({ code: "VALUE_INVALID" });
  });

  it("tells outputs from inputs of the same name", async () => {
    const log = openLog();
    log.add({
      ...request("r", [4]),
      outputs: new Map([
        ["x", [9]],
        ["model", ["m"]],
      ]),
    });
    await log.close();
    expect((await readInferenceLog({ home })).object()).toMatchObject({ model: "a/b", x: 4, "outputs.x": 9, "outputs.model": "m" });
  });

  it("gives up rows when too much waits, whole requests at a time, and counts them", async () => {
    const log = openLog({ limitBytes: 250 });
    for (const id of ["a", "b", "c", "d"]) log.add(request(id, [1, 2, 3]));
    expect(counts.dropped).toBe(6);
    await log.flush();
    log.add(request("e", [1]));
    await log.close();
    expect(counts).toMatchObject({ logged: 7, dropped: 6 });
    expect((await rowsOf()).map((row) => row.request_id)).toEqual(["a", "a", "a", "b", "b", "b", "e"]);
  });

  it("writes by itself after a while", async () => {
    const log = openLog({ delayMs: 5 });
    log.add(request("r", [1]));
    await expect.poll(() => counts.logged, { timeout: 10_000 }).toBe(1);
    await log.close();
  });

  it("counts and tells what the disk refuses, and goes on", async () => {
    writeFileSync(join(home, "inference"), "a file where the folder should be");
    const log = openLog();
    log.add(request("lost", [1, 2]));
    await log.flush();
    expect(counts).toMatchObject({ logged: 0, dropped: 2 });
    expect(counts.failures[0]).toMatch(/ENOTDIR|EEXIST/);
    rmSync(join(home, "inference"));
    log.add(request("kept", [1]));
    await log.close();
    expect((await rowsOf()).map((row) => row.request_id)).toEqual(["kept"]);
  });

  it("skips a line that a killed process left unfinished, and cuts it off at the next start", async () => {
    const log = openLog();
    log.add(request("whole", [1, 2]));
    await log.close();
    const [own = ""] = (await listLogFiles(home)).map(({ path }) => path);
    const path = own.replace(`.${process.pid}-`, ".4194305-"); // above the largest id a process can have
    const whole = readFileSync(own, "utf8");
    writeFileSync(path, whole.replaceAll("whole", "dead"));
    appendFileSync(path, `{"request_id":"torn","inputs":${"1".repeat(100_000)}`);
    expect((await rowsOf()).map((row) => row.request_id).sort()).toEqual(["dead", "dead", "whole", "whole"]);
    expect(await repairInferenceLog(home)).toEqual([path]);
    expect(readFileSync(path, "utf8")).toBe(whole.replaceAll("whole", "dead"));
    expect(await repairInferenceLog(home)).toEqual([]);
    writeFileSync(path, "torn in its first line");
    await repairInferenceLog(home);
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("names the line that is none", async () => {
    const log = openLog();
    log.add(request("r", [1]));
    await log.close();
    const [path = ""] = (await listLogFiles(home)).map((file) => file.path);
    appendFileSync(path, "{}\n");
    await expect(rowsOf()).rejects.toMatchObject({ code: "FILE_MALFORMED", fields: { file: `${path}:2` } });
  });

  it("is kept by a server that is asked to, under the ids that clients give", async () => {
    const server = createModelServer({ models: { sample: served.bundle }, home, inferenceLog: true });
    const headers = { "x-request-id": "mine" };
    const split = { columns: ["since", "x", "plan"], data: [["2024-05-01", 1, "pro"]] };
    const answer = await server.inject({ method: "POST", url: "/invocations", headers, payload: { dataframe_split: split } });
    expect(answer.headers).toMatchObject({ "x-request-id": "mine", "x-model-version": "1" });
    const inputs = [{ name: "x", shape: [1], datatype: "FP64", data: [5] }];
    await server.inject({ method: "POST", url: "/v2/models/sample/infer", payload: { id: "tensor", inputs } });
    await server.inject({ method: "POST", url: "/invocations", payload: { instances: [{ x: null }] } });
    await server.close();
    expect(await rowsOf()).toMatchObject([
      { request_id: "mine", inputs: { x: 1, plan: "pro", since: "2024-05-01" }, outputs: { prediction: 22 } },
      { request_id: "tensor", inputs: { x: 5, plan: null }, outputs: { prediction: 10 } },
    ]);
  });
});
