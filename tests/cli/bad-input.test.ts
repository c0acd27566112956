import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { listRuns } from "@mlops/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HALF_WRITTEN, Project } from "./cli.ts";

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.remove());

/** Journals parse, the store is whole, nothing is half-written. */
function expectWhole(): void {
  expect(project.files().filter((name) => HALF_WRITTEN.test(name))).toEqual([]);
  for (const name of project.files().filter((file) => file.endsWith("run.json"))) JSON.parse(project.read(name));
  if (project.files().includes("tracking.db")) {
    const database = new DatabaseSync(join(project.home, "tracking.db"));
    expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    database.close();
  }
}

async function expectNextRunToWork(): Promise<void> {
  project.write("fine.yaml", project.yaml());
  const next = await project.run(["run", "fine.yaml", "--json"]);
  expect(next.json).toMatchObject({ status: "success", exitCode: 0 });
}

describe("a pipeline file that is wrong ends with 3 and names the place", () => {
  it.each([
    ["malformed YAML", () => "name: churn\ndata_config: { source: [\n", "CONFIG_SYNTAX", /pipeline\.yaml:\d+:\d+/],
    ["an unknown key", () => project.yaml().replace("seed: 3", "sede: 3"), "CONFIG_UNKNOWN_KEY", /sede.*[\s\S]*seed/],
    ["a key given twice", () => project.yaml({ top: "seed: 4" }), "CONFIG_DUPLICATE_KEY", /pipeline\.yaml:\d+:\d+/],
    ["a wrong type", () => project.yaml().replace("seed: 3", "seed: three"), "CONFIG_INVALID", /pipeline\.yaml:2:\d+/],
    ["an unknown parameter", () => project.yaml().replace("iterations: 10", "iteration: 10"), "CONFIG_INVALID", /iteration/],
    ["a missing target", () => project.yaml().replace("  target: churned\n", ""), "CONFIG_INVALID", /target|stratif/],
    [
      "an unresolved reference",
      () => project.yaml({ top: "description: ${env:NOT_SET_ANYWHERE}" }),
      "CONFIG_UNRESOLVED",
      /NOT_SET_ANYWHERE/,
    ],
  ])("%s", async (_, yaml, code, place) => {
    project.write("pipeline.yaml", yaml());
    const ended = await project.run(["run", "pipeline.yaml"]);
    expect(ended).toMatchObject({ code: 3, stdout: "" });
    expect(ended.stderr).toMatch(place);
    const json = await project.run(["run", "pipeline.yaml", "--json"]);
    expect(json.code).toBe(3);
    expect(JSON.stringify(json.json)).toContain(code);
    expect(project.files()).toEqual([]);
  });

  it("a file that is not there", async () => {
    expect(await project.run(["run", "nothing.yaml"])).toMatchObject({ code: 3, stderr: expect.stringContaining("nothing.yaml") });
  });
});

describe("data that cannot be used", () => {
  it.each([
    ["a missing file", { source: "gone.csv" }, 1, "FILE_UNREADABLE", "gone.csv"],
    ["a ragged row", { csv: "id,tenure,plan,visits,churned\n1,2,a,3,yes\n2,3\n" }, 1, "FILE_MALFORMED", "3"],
    ["a header only", { csv: "id,tenure,plan,visits,churned\n" }, 1, "TABLE_EMPTY", "rows"],
    ["an empty file", { csv: "" }, 1, "FILE_MALFORMED", "customers.csv"],
    [
      "a missing column",
      { csv: "id,plan,churned\n1,a,yes\n2,b,no\n", data: "    - { type: range, column: tenure, min: 0 }" },
      1,
      "COLUMN_MISSING",
      "tenure",
    ],
    ["a column of another type", { data: "    - { type: range, column: plan, min: 0 }" }, 1, "COLUMN_TYPE", "plan"],
    ["rows that break a rule", { data: "    - { type: range, column: visits, max: 50 }" }, 4, "DATA_INVALID", "range:visits"],
    [
      "one class only",
      { csv: `id,tenure,plan,visits,churned\n${Array.from({ length: 50 }, (_, i) => `${i},1,a,2,yes`).join("\n")}\n` },
      1,
      "SINGLE_CLASS",
      "churned",
    ],
  ])("%s", async (_, input: { source?: string; csv?: string; data?: string }, code, error, told) => {
    if (input.csv !== undefined) project.write("customers.csv", input.csv);
    const yaml = project.yaml({ data: input.data ?? "" });
    project.write("pipeline.yaml", input.source ? yaml.replace("customers.csv", input.source) : yaml);
    const ended = await project.run(["run", "pipeline.yaml", "--json"]);
    expect(ended.code).toBe(code);
    expect(ended.json).toMatchObject({ status: "failed", exitCode: code });
    const stage = ended.json["details"].stages.find((each: { status: string }) => each.status === "failed");
    expect(stage).toMatchObject({ code: error });
    expect(stage.message + JSON.stringify(stage.details)).toContain(told);
    expect(stage.hint ?? stage.details.hint).toBeTruthy();
    expect(readFileSync(ended.json["report"], "utf8")).toContain("failed");
    expectWhole();
  });

  it("a model that the gate blocks ends with 5 and is not registered", async () => {
    project.write("pipeline.yaml", project.yaml({ model: "  gate: { threshold: 0.9999 }" }));
    const ended = await project.run(["run", "pipeline.yaml", "--json"]);
    expect(ended.json).toMatchObject({ status: "failed", exitCode: 5 });
    expect(ended.code).toBe(5);
    expect((await project.run(["models", "--json"])).json).toEqual({ models: [] });
    expect((await project.run(["run", "pipeline.yaml"])).stdout).toMatch(/gate +blocked/);
    expectWhole();
  });
});

describe("a run that is ended", () => {
  const slow = () => project.yaml().replace("iterations: 10", "iterations: 100000, num_leaves: 64, min_samples_leaf: 1");
  const until = async (child: ChildProcess, text: string) => {
    let seen = "";
    await new Promise<void>((done, fail) => {
      child.stderr?.on("data", (chunk: string) => {
        seen += chunk;
        if (seen.includes(text)) done();
      });
      child.once("close", () => fail(new Error(`it ended without "${text}":\n${seen}`)));
    });
  };

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends it with %i, journaled as cancelled", async (signal, code) => {
    project.write("pipeline.yaml", slow());
    const { child, ended } = project.start(["run", "pipeline.yaml"]);
    await until(child, "training  started");
    await delay(700);
    child.kill(signal);
    expect(await ended).toMatchObject({ code });
    expect(listRuns(project.home)[0]).toMatchObject({ status: "cancelled" });
    expectWhole();
    await expectNextRunToWork();
  });

  it("a time limit ends a stage while it computes", async () => {
    project.write("pipeline.yaml", `timeout_minutes: 0.03\n${slow()}`);
    const ended = await project.run(["run", "pipeline.yaml", "--json"]);
    expect(ended.json["details"].stages.at(-1)).toMatchObject({ status: "timed_out", code: "TIMED_OUT" });
    expect(ended.code).toBe(1);
    expectWhole();
  });

  it("kill -9 at any moment leaves a home that works", async () => {
    for (let i = 0; i < 10; i++) {
      const { child, ended } = project.start(["run", "pipeline.yaml"]);
      await delay(350 + ((i * 379) % 1700));
      child.kill("SIGKILL");
      await ended;
    }
    const records = listRuns(project.home);
    expect(records.some((record) => record.status === "interrupted")).toBe(true);
    for (const record of records) expect(["interrupted", "success"]).toContain(record.status);
    expect((await project.run(["runs"])).stdout).toContain("interrupted");
    await expectNextRunToWork();
    for (const name of project.files().filter((file) => file.endsWith("run.json"))) JSON.parse(project.read(name));
  });

  it("a full disk is told and leaves what was there", async () => {
    const limited = await project.run(["run", "pipeline.yaml"], { shell: "trap '' XFSZ; ulimit -f 24;" });
    expect(limited.code).toBe(1);
    expect(limited.stderr).toMatch(/(STATE_UNWRITABLE|FILE_UNWRITABLE|TRACKING_UNREACHABLE).*home.*\n.*free space/);
    await expectNextRunToWork();
    const full = await project.run(["score", "models:/churn/1", "customers.csv", "--output", "/dev/full/x.csv"]);
    expect(full).toMatchObject({ code: 1, stderr: expect.stringContaining("FILE_UNWRITABLE") });
  });
});

describe("scoring what does not fit", () => {
  it("names model, file and column", async () => {
    const run = await project.run(["run", "pipeline.yaml", "--json"]);
    const bundle = run.json["details"].stages.at(-1).details.bundle as string;
    const score = (model: string, input: string) => project.run(["score", model, input, "--output", "scored.csv"]);
    project.write("short.csv", "id,plan\n1,pro\n");
    project.write("text.csv", "tenure,plan,visits\nmany,pro,3\n");
    expect(await score(bundle, "short.csv")).toMatchObject({ code: 1, stderr: expect.stringMatching(/SIGNATURE_MISMATCH.*tenure/) });
    expect(await score(bundle, "text.csv")).toMatchObject({ code: 1, stderr: expect.stringMatching(/FILE_MALFORMED.*line 2.*tenure/) });
    expect(await score("models:/churn/99", "customers.csv")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("TRACKING_NOT_FOUND"),
    });
    expect(await score("models:churn", "customers.csv")).toMatchObject({ code: 3, stderr: expect.stringContaining("MODEL_URI_INVALID") });
    const graph = join(bundle, "model.onnx");
    const bytes = readFileSync(graph);
    writeFileSync(graph, bytes.subarray(0, bytes.length / 2));
    expect(await score(bundle, "customers.csv")).toMatchObject({ code: 1, stderr: expect.stringMatching(/BUNDLE_INVALID.*model\.onnx/) });
    expect(project.files(project.folder).filter((name) => name.endsWith("scored.csv"))).toEqual([]);
  });
});

describe("a tracking server that is not one", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  async function answering(answer: (response: ServerResponse) => void): Promise<string> {
    server = createServer((_, response) => answer(response));
    await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const json = { "content-type": "application/json" };

  it.each([
    [
      "HTML",
      (response: ServerResponse) => response.writeHead(200, { "content-type": "text/html" }).end("<html>sign in</html>"),
      "TRACKING_RESPONSE",
    ],
    ["429", (response: ServerResponse) => response.writeHead(429, { ...json, "retry-after": "0" }).end("{}"), "TRACKING_REQUEST"],
    [
      "500",
      (response: ServerResponse) => response.writeHead(500, json).end('{"error_code":"INTERNAL_ERROR","message":"no"}'),
      "TRACKING_REQUEST",
    ],
    [
      "half a body",
      (response: ServerResponse) => {
        response.writeHead(200, { ...json, "content-length": "100" }).write('{"experiment');
        response.destroy();
      },
      "TRACKING_RESPONSE",
    ],
  ] as const)("%s", async (_, answer, code) => {
    const url = await answering(answer);
    project.write("pipeline.yaml", project.yaml({ top: `tracking_config: { tracking_uri: "${url}", token: sesame-1234, retries: 1 }` }));
    const ended = await project.run(["run", "pipeline.yaml", "--json"]);
    expect(ended.code).toBe(1);
    expect(ended.json["details"].stages.at(-1)).toMatchObject({ status: "failed", code });
    expectWhole();
    const everything = [ended.stdout, ended.stderr, ...project.files().map((name) => project.read(name))].join("\n");
    expect(everything).not.toContain("sesame-1234");
  });

  it("is not there at all", async () => {
    project.write("pipeline.yaml", project.yaml({ top: 'tracking_config: { tracking_uri: "http://127.0.0.1:9", retries: 0 }' }));
    expect((await project.run(["run", "pipeline.yaml", "--json"])).json["details"].stages.at(-1)).toMatchObject({
      code: "TRACKING_UNREACHABLE",
    });
  });
});
