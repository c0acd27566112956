import { ConfigError, DataError, PipelineConfig, PipelineError, Secret, TimeoutError, TrackingConfig } from "@mlops/models";
import { expect, test } from "vitest";
import { aq } from "../arquero/index.ts";
import { markSplit, splitOf, type TableLike } from "../kernel/table/index.ts";
import { type LogRecord, redirectLogs } from "../logging/sink.ts";
import type { RunEvent } from "../pipeline/run-event.ts";
import type { StageInputs } from "../pipeline/run-options.ts";
import { ThreadedPipeline } from "./__fixtures__/scripted-pipeline.ts";
import { type PipelineTask, runInWorker, type WorkerLimits } from "./run-in-worker.ts";

const task = (script: string, options: PipelineTask["options"] = {}): PipelineTask => ({
  kind: script,
  config: PipelineConfig.parse({ name: "p", tags: { do: script } }),
  options,
});
const values = (table: TableLike | undefined, name: string) => [...((table as TableLike).column(name) as unknown as Iterable<unknown>)];
const run = <T = unknown>(script: string, options?: PipelineTask["options"], limits?: WorkerLimits) =>
  runInWorker<T>(ThreadedPipeline.workerEntry, task(script, options), limits);

test("the result comes back, its output not enumerable, its columns in the very memory the worker wrote", async () => {
  const result = await run<{ train: TableLike }>("table");
  expect(result.status).toBe("success");
  expect(Object.keys(result)).not.toContain("output");
  const column = result.output?.train.column("x") as unknown as { values: Float64Array };
  expect(column.values.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect([...column.values]).toEqual([1, 2, Number.NaN]);
  expect(values(result.output?.train, "s")).toEqual(["a", undefined, "b"]);
});

test("inputs cross with filter, order and split mark honoured", async () => {
  const train = markSplit(
    aq
      .table({ n: [3, 1, 2], s: ["c", null, "b"] })
      .filter((d: { n: number }) => d.n > 1)
      .orderby("n"),
    "validation",
  );
  const { output } = await run<{ data: { train: TableLike } }>("echo", { inputs: { data: { train } } as unknown as StageInputs });
  expect(splitOf(output?.data.train as TableLike)).toBe("validation");
  expect(values(output?.data.train, "s")).toEqual(["b", "c"]);
});

test("progress and log lines cross, with the stage they belong to", async () => {
  const events: RunEvent[] = [];
  const lines: LogRecord[] = [];
  const undo = redirectLogs((record) => lines.push(record));
  const identity = { id: "r", stage: "s", attempt: 2, startedAt: "2026-01-01T00:00:00.000Z" };
  await run("progress", { run: identity }, { onEvent: (event) => events.push(event) }).finally(undo);
  expect(events).toMatchObject([{ type: "stage_progress", run: "r", stage: "s", attempt: 2, done: 1, total: 2 }]);
  expect(lines).toMatchObject([{ level: "info", message: "half way", fields: { n: 1 }, context: { run: "r", stage: "s", attempt: 2 } }]);
});

test("a failed result keeps the error's code, and a thrown error its class, fields, hint and cause", async () => {
  expect(await run("dataError")).toMatchObject({
    status: "failed",
    details: { code: "COLUMN_MISSING", hint: "look again", fields: { column: "x" } },
  });
  const error = await run("throwDataError").catch((e: unknown) => e);
  expect(error).toBeInstanceOf(DataError);
  expect(error).toMatchObject({
    code: "COLUMN_MISSING",
    hint: "look again",
    fields: { column: "x", available: ["y"] },
    cause: { name: "RangeError" },
  });
  await expect(run("bug")).rejects.toThrow(TypeError);
});

test("a time limit fires while the work computes without ever awaiting", async () => {
  const started = performance.now();
  await expect(run("spin", {}, { timeoutMs: 300, graceMs: 200 })).rejects.toThrow(TimeoutError);
  expect(performance.now() - started).toBeLessThan(5000);
});

test("a computation that looks at its signal ends at once, without using up the grace", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("stop")), 300);
  const started = performance.now();
  await expect(run("spinUntilAborted", {}, { signal: controller.signal, graceMs: 60_000 })).rejects.toThrow("stop");
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("waiting work hears the abort; aborted before the start nothing starts", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("stop")), 300);
  await expect(run("wait", {}, { signal: controller.signal })).rejects.toThrow("stop");
  await expect(run("succeed", {}, { signal: controller.signal })).rejects.toThrow("stop");
});

test("a thread that dies or cannot start is a crash with its cause", async () => {
  await expect(run("exit")).rejects.toMatchObject({ code: "STAGE_CRASHED", message: expect.stringContaining("code 7") });
  const missing = runInWorker(new URL("./missing.worker.ts", import.meta.url).href, task("succeed"));
  await expect(missing).rejects.toThrow(PipelineError);
  await expect(missing).rejects.toMatchObject({ code: "STAGE_CRASHED" });
});

test("secrets cross revealed, arrive as secrets, and print as ***", async () => {
  const trackingConfig = TrackingConfig.parse({ token: new Secret("s3cr3t-token") });
  const { details } = await run("secret", { trackingConfig });
  expect(details).toEqual({ token: "***", hidden: true, length: 12 });
});

test("a config that the pipeline refuses is its ConfigError", async () => {
  const config = { name: "p", retryAttempts: -1 } as unknown as PipelineConfig;
  await expect(runInWorker(ThreadedPipeline.workerEntry, { kind: "x", config })).rejects.toThrow(ConfigError);
});
