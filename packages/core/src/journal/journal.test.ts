import { spawn } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PipelineError, Secret } from "@mlops/models";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerSecret } from "../logging/scrub.ts";
import { redirectLogs } from "../logging/sink.ts";
import { PipelineOrchestrator } from "../orchestrator/orchestrator.ts";
import { Journal } from "./journal.ts";
import { listRuns, readRun } from "./read-run.ts";
import { newRunId, timeOfRunId } from "./run-id.ts";
import { writeFileWhole } from "./state-file.ts";
import { isAlive, thisWriter } from "./writer.ts";

const fresh = (): string => mkdtempSync(join(tmpdir(), "journal-"));
const child = fileURLToPath(new URL("./__fixtures__/run-child.ts", import.meta.url));
let undo: () => void;
beforeAll(() => {
  undo = redirectLogs(() => undefined);
});
afterAll(() => undo());

const started = (run: string, more: object = {}) => ({
  type: "run_started",
  at: "2026-01-01T00:00:00.000Z",
  run,
  name: "n",
  folder: "f",
  stages: [{ name: "a", kind: "data", dependsOn: [] }],
  ...more,
});

describe("run ids", () => {
  test("sort by time, whatever the clock does, and tell their time", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 2, maxLength: 20 }), (times) => {
        const ids = times.map((time) => newRunId(time));
        expect([...ids].sort()).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 20 },
    );
    const id = newRunId(Date.UTC(2200, 0, 2, 3, 4, 5, 678));
    expect(timeOfRunId(id)).toBe("2200-01-02T03:04:05.678Z");
    expect(timeOfRunId("nonsense")).toBeUndefined();
  });
});

describe("reading", () => {
  test("a half-written last line, a torn line and a journal cut to nothing are interrupted runs", () => {
    const home = fresh();
    const journal = Journal.create(home);
    const gone = { pid: 2 ** 22 + 1, host: "elsewhere" };
    journal.append(started(journal.id, { writer: gone }));
    journal.append({ type: "stage_started", at: "2026-01-01T00:00:01.000Z", run: journal.id, stage: "a", kind: "data", attempt: 1 });
    appendFileSync(join(journal.folder, "journal.ndjson"), '{"type":"stage_fin');
    expect(readRun(home, journal.id)).toMatchObject({
      status: "interrupted",
      name: "n",
      stages: [{ name: "a", status: "interrupted", attempts: 1 }],
    });
    appendFileSync(join(journal.folder, "journal.ndjson"), "ished\n");
    expect(readRun(home, journal.id).events).toHaveLength(2);
    truncateSync(join(journal.folder, "journal.ndjson"), 0);
    expect(readRun(home, journal.id)).toMatchObject({ status: "interrupted", name: "", stages: [], startedAt: timeOfRunId(journal.id) });
    journal.close();
  });
  test("a run whose process lives is running", () => {
    const home = fresh();
    const journal = Journal.create(home);
    journal.append(started(journal.id, { writer: thisWriter() }));
    journal.append({ type: "stage_started", at: "2026-01-01T00:00:01.000Z", run: journal.id, stage: "a", kind: "data", attempt: 1 });
    journal.append({ type: "stage_retrying", at: "2026-01-01T00:00:01.000Z", run: journal.id, stage: "a", attempt: 1, message: "later" });
    expect(readRun(home, journal.id)).toMatchObject({ status: "running", stages: [{ status: "retrying", message: "later" }] });
    journal.close();
  });
  test("an id that was used again by another process does not count as alive", () => {
    expect(isAlive(thisWriter())).toBe(true);
    expect(isAlive({ ...thisWriter(), started: "1" })).toBe(false);
    expect(isAlive({ ...thisWriter(), pid: 2 ** 22 + 1 })).toBe(false);
  });
  test("an unknown run, a path for an id, a home that is not there, folders that are no runs", () => {
    const home = fresh();
    expect(() => readRun(home, newRunId())).toThrow(PipelineError);
    expect(() => readRun(home, "../..")).toThrow(/no run/);
    expect(listRuns(join(home, "nowhere"))).toEqual([]);
    const journals = [Journal.create(home), Journal.create(home)];
    for (const journal of journals) journal.close();
    mkdirSync(join(home, "runs", newRunId()));
    writeFileSync(join(home, "runs", "notes.txt"), "");
    expect(listRuns(home).map(({ id }) => id)).toEqual(journals.map(({ id }) => id).reverse());
  });
});

describe("writing", () => {
  test("secrets never reach the disk", () => {
    registerSecret(new Secret('very "secret" thing'));
    const home = fresh();
    const journal = Journal.create(home);
    journal.append({ type: "x", url: 'http://u:very "secret" thing@h', token: new Secret("other"), ['very "secret" thing']: 1 });
    journal.summarise({ text: 'a very "secret" thing' });
    journal.close();
    for (const name of readdirSync(journal.folder)) expect(readFileSync(join(journal.folder, name), "utf8")).not.toMatch(/secret|other/);
    expect(JSON.parse(readFileSync(join(journal.folder, "journal.ndjson"), "utf8"))).toEqual({
      type: "x",
      url: "http://u:***@h",
      token: "***",
      "***": 1,
    });
  });
  test("a home that cannot be written is a failed result, not a crash", async () => {
    const home = join(fresh(), "file");
    writeFileSync(home, "");
    const result = await new PipelineOrchestrator().run({ home });
    expect(result).toMatchObject({ status: "failed", details: { code: "STATE_UNWRITABLE" } });
  });
  test("a file is replaced whole; after a failure the old one stands and nothing is left behind", () => {
    const folder = fresh();
    const file = join(folder, "a.json");
    writeFileWhole(file, "one");
    writeFileWhole(file, "two");
    mkdirSync(join(folder, "b"));
    expect(() => writeFileWhole(join(folder, "b"), "x")).toThrow(PipelineError);
    expect([readFileSync(file, "utf8"), readdirSync(folder)]).toEqual(["two", ["a.json", "b"]]);
    chmodSync(folder, 0o755);
  });
  test("what is no failure of the file system is not dressed up as one", () => {
    const journal = Journal.create(fresh());
    const bug = {
      get x(): never {
        throw new TypeError("a bug");
      },
    };
    expect(() => journal.append(bug)).toThrow(TypeError);
    journal.close();
  });
});

/** Runs the child; resolves with how it ended and what it printed. `onLine` is told of its output. */
function runChild(args: readonly string[], onLine?: (text: string, kill: () => void) => void, shell?: string) {
  const command = [process.execPath, "--conditions=@mlops/source", child, ...args];
  const spawned = shell ? spawn("bash", ["-c", `${shell}; exec "$@"`, "bash", ...command]) : spawn(command[0] as string, command.slice(1));
  let output = "";
  let errors = "";
  spawned.stdout.on("data", (data: Buffer) => {
    output += data;
    onLine?.(String(data), () => spawned.kill("SIGKILL"));
  });
  spawned.stderr.on("data", (data: Buffer) => {
    errors += data;
  });
  return new Promise<{ code: number | null; signal: string | null; output: string; errors: string }>((resolve) => {
    spawned.on("close", (code, signal) => resolve({ code, signal, output, errors }));
  });
}

describe("processes that end badly", () => {
  test("kill -9 in the middle: the run is interrupted, what was done is known", async () => {
    const home = fresh();
    const ended = await runChild([home, "spin"], (_, kill) => kill());
    expect(ended.signal).toBe("SIGKILL");
    const [run] = listRuns(home);
    expect(run).toMatchObject({ status: "interrupted", name: "child", message: "the process ended before the run did" });
    expect(run?.stages.map(({ name, status }) => [name, status])).toEqual([
      ["first", "success"],
      ["second", "interrupted"],
    ]);
    expect(readdirSync(run?.folder as string)).toEqual(["journal.ndjson"]);
  });
  test("a disk that fills up in the middle ends the run with STATE_UNWRITABLE and exit code 1; what was written can be read", async () => {
    const home = fresh();
    const ended = await runChild([home, "succeed", "3000"], undefined, "ulimit -f 2");
    expect(ended).toMatchObject({ code: 1, signal: null });
    const result = JSON.parse(ended.output.trim().split("\n").at(-1) as string);
    expect(result).toMatchObject({ status: "failed", details: { code: "STATE_UNWRITABLE", reason: "state_unwritable" } });
    expect(result.message).toContain("journal.ndjson");
    const [run] = listRuns(home);
    expect(run).toMatchObject({ status: "interrupted", name: "child" });
    expect(readdirSync(run?.folder as string)).toEqual(["journal.ndjson"]);
  });
});
