import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, PipelineConfig, PipelineError, PipelineFile, type Result, type StageKind } from "@mlops/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRun } from "../journal/read-run.ts";
import { redirectLogs } from "../logging/sink.ts";
import type { PipelineKinds } from "../pipeline/pipeline-kind.ts";
import type { RunEvent } from "../pipeline/run-event.ts";
import type { StageInputs } from "../pipeline/run-options.ts";
import { ScriptedPipeline, ThreadedPipeline } from "../worker/__fixtures__/scripted-pipeline.ts";
import { exitCodeOf } from "./exit-code.ts";
import { interruption } from "./interruption.ts";
import { type OrchestratorRunOptions, PipelineOrchestrator } from "./orchestrator.ts";
import type { StageOutcome } from "./outcome.ts";
import type { StageOptions } from "./stage.ts";

const every = (Kind: typeof ScriptedPipeline): PipelineKinds =>
  ({ data: Kind, feature: Kind, training: Kind, deployment: Kind, monitoring: Kind }) as unknown as PipelineKinds;
const home = mkdtempSync(join(tmpdir(), "orchestrator-"));
let undo: () => void;
beforeAll(() => {
  undo = redirectLogs(() => undefined);
});
afterAll(() => undo());

const config = (script: string, more: object = {}, tags: object = {}) =>
  PipelineConfig.parse({ name: "p", tags: { do: script, ...tags }, ...more });

type Line = readonly [name: string, script: string, options?: StageOptions, more?: object, tags?: object];
/** Monitoring stages read nothing, so they stand for any stage. */
const build = (lines: readonly Line[], Kind = ScriptedPipeline) => {
  const orchestrator = new PipelineOrchestrator(every(Kind));
  for (const [name, script, options, more, tags] of lines) orchestrator.addMonitoringStage(name, config(script, more, tags), options);
  return orchestrator;
};
const go = (lines: readonly Line[], options: OrchestratorRunOptions = {}, Kind = ScriptedPipeline) =>
  build(lines, Kind).run({ home, retry: { initialMs: 1 }, ...options });
const outcomes = (result: Result) => result.details["stages"] as unknown as StageOutcome[];
const short = (result: Result) =>
  Object.fromEntries(outcomes(result).map(({ name, status, reason }) => [name, reason ? `${status}: ${reason}` : status]));

describe("before anything runs", () => {
  test("a name given twice is refused at once", () => {
    expect(() =>
      build([
        ["a", "succeed"],
        ["a", "succeed"],
      ]),
    ).toThrow(PipelineError);
  });
  test("an unknown name, with the names there are", async () => {
    await expect(go([["a", "succeed", { dependsOn: ["b"] }]])).rejects.toMatchObject({ code: "STAGE_UNKNOWN", hint: "stages: a" });
  });
  test("a circle, shown", async () => {
    const circle = go([
      ["a", "succeed", { dependsOn: ["c"] }],
      ["b", "succeed", { dependsOn: ["a"] }],
      ["c", "succeed", { dependsOn: ["b"] }],
    ]);
    await expect(circle).rejects.toMatchObject({ code: "STAGE_CYCLE", message: expect.stringContaining("a → c → b → a") });
    await expect(go([["a", "succeed", { dependsOn: ["a"] }]])).rejects.toThrow("a → a");
  });
  test("a kind that was not given names its package", () => {
    expect(() => new PipelineOrchestrator().addDataStage("a", config("succeed"))).toThrow(/npm i|@mlops\/data/);
  });
  test("a stage whose input nothing before it gives", async () => {
    const orchestrator = new PipelineOrchestrator(every(ScriptedPipeline)).addFeatureStage("f", config("succeed"));
    await expect(orchestrator.run({ home })).rejects.toMatchObject({ code: "STAGE_INPUT_MISSING" });
    expect((await orchestrator.run({ home, inputs: { data: { kind: "data" } } as unknown as StageInputs })).status).toBe("success");
  });
  test("a configuration that a pipeline refuses", async () => {
    const orchestrator = new PipelineOrchestrator(every(ScriptedPipeline)).addDataStage("a", {
      name: "p",
      retryAttempts: -1,
    } as unknown as PipelineConfig);
    await expect(orchestrator.run({ home })).rejects.toThrow(ConfigError);
  });
  test("resuming is not supported", async () => {
    await expect(go([["a", "succeed"]], { resume: "x" })).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });
});

describe("what becomes of stages", () => {
  test("a failure skips what depends on it, transitively, and leaves the rest alone", async () => {
    const result = await go([
      ["a", "dataError"],
      ["b", "succeed", { dependsOn: ["a"] }],
      ["c", "succeed", { dependsOn: ["b"] }],
      ["d", "succeed"],
    ]);
    expect(short(result)).toEqual({ a: "failed", b: "skipped: upstream_failed", c: "skipped: upstream_failed", d: "success" });
    expect(result).toMatchObject({
      status: "failed",
      message: 'a: there is no column "x"',
      details: { counts: { failed: 1, skipped: 2, success: 1 } },
    });
    expect(outcomes(result)[0]).toMatchObject({ code: "COLUMN_MISSING", hint: "look again", attempts: 1 });
  });
  test("disabled stages skip their dependants unless those run with none_failed; skips alone are success", async () => {
    const result = await go([
      ["a", "succeed", { enabled: false }],
      ["b", "succeed", { dependsOn: ["a"] }],
      ["c", "succeed", { dependsOn: ["a"], runIf: "none_failed" }],
    ]);
    expect(short(result)).toEqual({ a: "skipped: disabled", b: "skipped: upstream_skipped", c: "success" });
    expect(result).toMatchObject({ status: "success", message: "1 stage finished, 2 skipped" });
  });
  test("a stage never runs on an input that is missing", async () => {
    const orchestrator = new PipelineOrchestrator(every(ScriptedPipeline))
      .addDataStage("d", config("succeed"), { enabled: false })
      .addFeatureStage("f", config("succeed"), { dependsOn: ["d"], runIf: "none_failed" });
    expect(short(await orchestrator.run({ home }))).toEqual({ d: "skipped: disabled", f: "skipped: input_missing" });
  });
  test("conditions that wait for failures", async () => {
    const lines = (script: string): Line[] => [
      ["a", script],
      ["b", "succeed"],
      ["one", "succeed", { dependsOn: ["a", "b"], runIf: "at_least_one_failed" }],
      ["all", "succeed", { dependsOn: ["a"], runIf: "all_failed" }],
      ["any", "succeed", { dependsOn: ["a", "b"], runIf: "at_least_one_success" }],
      ["done", "succeed", { dependsOn: ["a", "b"], runIf: "all_done" }],
    ];
    expect(short(await go(lines("dataError")))).toMatchObject({ one: "success", all: "success", any: "success", done: "success" });
    expect(short(await go(lines("succeed")))).toMatchObject({
      one: "skipped: excluded",
      all: "skipped: excluded",
      any: "success",
      done: "success",
    });
  });
  test("a warning counts as success and colours the run; a blocked gate is a failure", async () => {
    const warned = await go([
      ["a", "warn"],
      ["b", "succeed", { dependsOn: ["a"] }],
    ]);
    expect([warned.status, short(warned)]).toEqual(["warning", { a: "warning: drift", b: "success" }]);
    expect(exitCodeOf(warned)).toBe(0);
    const blocked = await go([["a", "gate", {}, { retryAttempts: 3 }]]);
    expect(outcomes(blocked)).toMatchObject([{ status: "failed", reason: "gate_blocked", attempts: 1 }]);
    expect(exitCodeOf(blocked)).toBe(5);
  });
  test("a bug is a crash that the other branches survive", async () => {
    const result = await go([
      ["a", "bug", {}, { retryAttempts: 2 }],
      ["b", "succeed"],
    ]);
    expect(outcomes(result)).toMatchObject([{ status: "failed", code: "STAGE_CRASHED", attempts: 1 }, { status: "success" }]);
    expect(result.message).toContain("undefined is not a table");
    expect(exitCodeOf(result)).toBe(2);
  });
  test.each([
    ["nothing", "it returned no Result"],
    ["live", "it returned while running"],
  ])("a pipeline that returns %s is a crash", async (script, detail) => {
    expect((await go([["a", script]])).message).toContain(detail);
  });
  test("a thread that dies is a crash of its stage", async () => {
    const result = await go([["a", "exit"]], {}, ThreadedPipeline);
    expect([outcomes(result)[0]?.code, exitCodeOf(result)]).toEqual(["STAGE_CRASHED", 2]);
  });
  test("outputs go to the nearest stage that reads them, and are not enumerable on the result", async () => {
    const orchestrator = new PipelineOrchestrator(every(ScriptedPipeline))
      .addDataStage("d", config("table"))
      .addMonitoringStage("between", config("succeed"), { dependsOn: ["d"] })
      .addMonitoringStage("m", config("echo"), { dependsOn: ["between"] });
    const result = await orchestrator.run({ home });
    expect(Object.keys(result)).toEqual(["status", "message", "timestamp", "details"]);
    const { m, d } = result.output as Record<string, StageInputs>;
    expect(m?.data).toBe(d);
  });
});

describe("retries and limits", () => {
  test("retryAttempts are extra tries, with growing waits, and only for what may pass", async () => {
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => events.push(event);
    const passed = await go([["a", "flaky", {}, { retryAttempts: 2 }, { failures: "2" }]], { onEvent });
    expect(outcomes(passed)).toMatchObject([{ status: "success", message: "attempt 3", attempts: 3 }]);
    const waits = events.filter((event) => event.type === "stage_retrying");
    expect(waits).toMatchObject([{ attempt: 1, code: "TRACKING_UNREACHABLE" }, { attempt: 2 }]);
    const failed = await go([["a", "flaky", {}, { retryAttempts: 1 }, { failures: "2" }]]);
    expect(outcomes(failed)).toMatchObject([{ status: "failed", attempts: 2 }]);
    expect(outcomes(await go([["a", "dataError", {}, { retryAttempts: 5 }]]))).toMatchObject([{ attempts: 1 }]);
  });
  test("a time limit is per attempt, may be tried again, and drops what comes late", async () => {
    const result = await go([["a", "late", {}, { timeoutMinutes: 0.001, retryAttempts: 1 }]], { graceMs: 20 });
    expect(outcomes(result)).toMatchObject([
      { status: "timed_out", code: "TIMED_OUT", attempts: 2, message: "stage a took longer than 60 ms" },
    ]);
    expect([result.status, exitCodeOf(result)]).toEqual(["failed", 1]);
  });
  test("a time limit fires while a worker thread computes", async () => {
    const result = await go(
      [
        ["a", "spin", {}, { timeoutMinutes: 0.005 }],
        ["b", "succeed"],
      ],
      { graceMs: 50 },
      ThreadedPipeline,
    );
    expect(short(result)).toEqual({ a: "timed_out", b: "success" });
  });
  test("the run's own limit ends what runs and what waits", async () => {
    const result = await go(
      [
        ["a", "wait"],
        ["b", "succeed", { dependsOn: ["a"] }],
      ],
      { runTimeoutMinutes: 0.001 },
    );
    expect([result.status, short(result)]).toEqual(["timed_out", { a: "timed_out: run_timeout", b: "cancelled: run_timeout" }]);
    expect(exitCodeOf(result)).toBe(1);
  });
  test("failFast cancels the others; without it they finish", async () => {
    const lines: Line[] = [
      ["a", "dataError"],
      ["b", "wait"],
      ["c", "succeed", { dependsOn: ["b"] }],
    ];
    const result = await go(lines, { failFast: true, concurrency: 2 });
    expect([result.status, short(result)]).toEqual(["failed", { a: "failed", b: "cancelled: fail_fast", c: "cancelled: fail_fast" }]);
    expect(exitCodeOf(result)).toBe(1);
  });
});

describe("abort", () => {
  test.each([[ScriptedPipeline], [ThreadedPipeline]])("reaches every stage of %o; cancelled wins and tells the signal", async (Kind) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(interruption("SIGTERM")), 400);
    const result = await go(
      [
        ["a", "wait"],
        ["b", "succeed", { dependsOn: ["a"] }],
      ],
      { signal: controller.signal },
      Kind,
    );
    expect([result.status, short(result)]).toEqual(["cancelled", { a: "cancelled: aborted", b: "cancelled: aborted" }]);
    expect(exitCodeOf(result)).toBe(143);
    expect(readRun(home, result.details["run"] as string).status).toBe("cancelled");
  });
  test("before the start nothing runs", async () => {
    const events: string[] = [];
    const result = await go([["a", "succeed"]], { signal: AbortSignal.abort(), onEvent: (event) => events.push(event.type) });
    expect([result.status, exitCodeOf(result), events]).toEqual(["cancelled", 130, ["run_started", "stage_finished", "run_finished"]]);
  });
  test("a stage in this thread that does not listen is left behind after the grace", async () => {
    const result = await go([["a", "late"]], { signal: AbortSignal.timeout(30), graceMs: 20 });
    expect(short(result)).toEqual({ a: "cancelled: aborted" });
  });
});

describe("order", () => {
  const lines: Line[] = [
    ["c", "succeed"],
    ["a", "succeed"],
    ["b", "succeed", { dependsOn: ["c"] }],
  ];
  test("what is ready starts in name order, concurrency at a time; outcomes keep the order of adding", async () => {
    const started: string[] = [];
    const onEvent = (event: RunEvent) => event.type === "stage_started" && started.push(event.stage);
    const result = await go(lines, { concurrency: 1, onEvent });
    expect(started).toEqual(["a", "c", "b"]);
    expect(outcomes(result).map(({ name }) => name)).toEqual(["c", "a", "b"]);
  });
  test("results do not depend on concurrency", async () => {
    const plain = (result: Result) => outcomes(result).map(({ name, status, details }) => ({ name, status, details }));
    const [one, many] = await Promise.all([go(lines, { concurrency: 1 }), go(lines, { concurrency: 8 })]);
    expect(plain(one)).toEqual(plain(many));
  });
  test("every event but progress is in the journal, in the same order; a listener that throws changes nothing", async () => {
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => {
      events.push(event);
      if (event.type === "stage_progress" || event.type === "run_started") throw new Error("a bug in a listener");
    };
    const result = await go([["a", "progress"]], { onEvent });
    expect(events.map(({ type }) => type)).toEqual(["run_started", "stage_started", "stage_progress", "stage_finished", "run_finished"]);
    const record = readRun(home, result.details["run"] as string);
    expect(record.events).toMatchObject(events.filter(({ type }) => type !== "stage_progress"));
    expect(record).toMatchObject({ status: "success", name: "p", stages: [{ name: "a", status: "success", attempts: 1 }] });
    const summary = JSON.parse(readFileSync(join(record.folder, "run.json"), "utf8"));
    expect(summary).toMatchObject({ id: record.id, exitCode: 0, result: { status: "success", details: { run: record.id } } });
  });
});

test("a summary that cannot be written fails the run, whatever its stages did", async () => {
  const block = (event: RunEvent) => {
    if (event.type === "run_started") mkdirSync(join(event.folder, "run.json", "in the way"), { recursive: true });
  };
  const result = await go([["a", "succeed"]], { onEvent: block });
  expect(result).toMatchObject({ status: "failed", details: { code: "STATE_UNWRITABLE", counts: { success: 1 } } });
  expect(exitCodeOf(result)).toBe(1);
});

describe("parameters, validation, files", () => {
  test("${param.x} in a configuration takes the run's value; one that is missing rejects", async () => {
    const orchestrator = build([["a", "succeed", {}, { description: "for ${param.day}", dataConfig: { source: "${param.file}" } }]]);
    expect((await orchestrator.run({ home, params: { day: 3, file: "x.csv" } })).status).toBe("success");
    await expect(orchestrator.run({ home, params: { day: 3 } })).rejects.toMatchObject({ code: "CONFIG_UNRESOLVED" });
  });
  test("validate reports structure, refused configurations and what pipelines find, and runs nothing", async () => {
    const good = await build([["a", "succeed"]]).validate();
    expect(good.isValid).toBe(true);
    const bad = await build([
      ["a", "succeed", { dependsOn: ["x"] }],
      ["b", "succeed", {}, {}, { invalid: "no file" }],
    ]).validate();
    expect(bad).toMatchObject({ isValid: false, message: expect.stringContaining("b: no file"), details: { code: "CONFIG_INVALID" } });
    expect(exitCodeOf(bad)).toBe(3);
    const broken = await build([["c", "succeed", {}, {}, { rule: "not_null:id", code: "CONFIG_INVALID" }]]).validate();
    expect(broken).toMatchObject({
      failedRules: ["c: not_null:id"],
      validationErrors: [{ rule: "c: not_null:id" }],
      details: { problems: [{ stage: "c", code: "CONFIG_INVALID" }] },
    });
    const refused = new PipelineOrchestrator(every(ScriptedPipeline)).addDataStage("a", {
      name: "p",
      retryAttempts: -1,
    } as unknown as PipelineConfig);
    expect((await refused.validate()).details).toMatchObject({ code: "CONFIG_INVALID", problems: [{ stage: "a" }] });
  });
  test("a file without stages gives one per section, chained", () => {
    const file = PipelineFile.parse({ name: "f", dataConfig: { source: "a.csv" }, modelConfig: {}, seed: 7 });
    const orchestrator = PipelineOrchestrator.fromPipelineFile(file, every(ScriptedPipeline));
    expect(orchestrator.stages.map(({ name, kind, dependsOn }) => [name, kind, dependsOn])).toEqual([
      ["data", "data", []],
      ["training", "training", ["data"]],
    ]);
    expect(orchestrator.settings).toMatchObject({ name: "f", seed: 7, failFast: false });
  });
  test("stages of a file may bring their own configuration; faults are one ConfigError", () => {
    const of = (stages: object[], more: object = {}) =>
      PipelineOrchestrator.fromPipelineFile(PipelineFile.parse({ name: "f", stages, ...more }), every(ScriptedPipeline));
    const [first] = of([{ name: "d", kind: "data", config: { source: "own.csv" } }], { dataConfig: { source: "other.csv" } }).stages;
    expect(first?.config.dataConfig?.source).toBe("own.csv");
    expect(() => of([{ name: "d", kind: "data" }])).toThrow(/stage "d" has no configuration/);
    expect(() => of([{ name: "m", kind: "training", config: {} }])).toThrow(ConfigError);
    expect(() => PipelineOrchestrator.fromPipelineFile(PipelineFile.parse({ name: "f" }), {})).toThrow(/nothing to run/);
  });
  test("the checked chain fills an orchestrator of its own", async () => {
    const chain = PipelineOrchestrator.define(every(ScriptedPipeline))
      .addDataStage("d", config("table"))
      .addFeatureStage("f", config("succeed"), { dependsOn: ["d"] })
      .addTrainingStage("t", config("succeed"), { dependsOn: ["f", "d"] })
      .addDeploymentStage("x", config("succeed"), { dependsOn: ["t"], enabled: false })
      .addMonitoringStage("m", config("succeed"));
    expect(chain.stages.map(({ kind }) => kind satisfies StageKind)).toEqual(["data", "feature", "training", "deployment", "monitoring"]);
    expect((await chain.validate()).isValid).toBe(true);
    const result = await chain.run({ home });
    expect(short(result)).toMatchObject({ d: "success", f: "success", t: "success", x: "skipped: disabled", m: "success" });
  });
});
