import { PipelineConfig } from "@mlops/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { redirectLogs } from "../logging/sink.ts";
import { packOutput } from "../stage/transport.ts";
import { ScriptedPipeline } from "./__fixtures__/scripted-pipeline.ts";
import { packError, unpackError } from "./error-transport.ts";
import { durationText, runWithLimits } from "./limits.ts";
import { PROTOCOL, type WorkerMessage, type WorkerTask } from "./protocol.ts";
import { runTask, servePipeline } from "./serve-pipeline.ts";
import { sharedSignal } from "./shared-signal.ts";

let undo: () => void;
beforeAll(() => {
  undo = redirectLogs(() => undefined);
});
afterAll(() => undo());

const task = (script: string): WorkerTask => ({
  protocol: PROTOCOL,
  kind: "k",
  config: packOutput(PipelineConfig.parse({ name: "p", tags: { do: script } })),
  options: { run: { id: "r", stage: "s", attempt: 1, startedAt: "2026-01-01T00:00:00.000Z" }, seed: 5 },
  inputs: packOutput({}),
  flag: new SharedArrayBuffer(4),
});

test("outside a thread that was started for a pipeline, serving does nothing", () => {
  expect(servePipeline(ScriptedPipeline)).toBeUndefined();
});

test("a task posts its events and its result", async () => {
  const posted: WorkerMessage[] = [];
  await runTask(ScriptedPipeline, task("progress"), (message) => posted.push(message));
  await runTask(ScriptedPipeline, task("succeed"), (message) => posted.push(message));
  expect(posted).toMatchObject([
    { type: "event", event: { type: "stage_progress", run: "r", stage: "s" } },
    { type: "result", result: { status: "success" }, output: undefined },
    { type: "result", result: { details: { seed: 5 } } },
  ]);
});

test("a raised flag is seen without awaiting, and told to listeners then", () => {
  const flag = new SharedArrayBuffer(4);
  const signal = sharedSignal(flag, null);
  let heard = 0;
  signal.addEventListener("abort", () => heard++);
  signal.throwIfAborted();
  Atomics.store(new Int32Array(flag), 0, 1);
  expect([signal.aborted, heard, signal.reason.name]).toEqual([true, 1, "AbortError"]);
  expect(() => signal.throwIfAborted()).toThrow("aborted");
});

test("errors that are none, and errors of classes unknown here, keep name, message, stack and cause", () => {
  expect(unpackError(packError("text"))).toMatchObject({ name: "Error", message: "text" });
  class Own extends Error {
    override name = "Own";
  }
  const own = new Own("m", { cause: new URIError("deep") });
  const back = unpackError(packError(own));
  expect([back.name, back.message, back.stack]).toEqual(["Own", "m", own.stack]);
  expect(back.cause).toBeInstanceOf(URIError);
});

test("limits: none, longer than a timer can be, durations for people", async () => {
  const start = () => ({ result: Promise.resolve(1) });
  expect(await runWithLimits(start, { what: "w" })).toBe(1);
  expect(await runWithLimits(start, { what: "w", timeoutMs: 2 ** 40 })).toBe(1);
  await expect(runWithLimits(() => ({ result: Promise.reject(new Error("own")) }), { what: "w" })).rejects.toThrow("own");
  expect([60, 1500, 119_000, 5_400_000].map(durationText)).toEqual(["60 ms", "1.5 s", "119 s", "90 min"]);
});
