import {
  ConfigError,
  DataError,
  MLOpsError,
  PipelineConfig,
  PipelineError,
  Secret,
  TimeoutError,
  TrackingConfig,
  ValidationFailure,
  ValidationResult,
} from "@mlops/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { redirectLogs } from "../logging/sink.ts";
import { toJson } from "./json-safe.ts";
import { Pipeline, type StageContext, type StageWork } from "./pipeline.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunOptions } from "./run-options.ts";

let undo: () => void;
beforeAll(() => {
  undo = redirectLogs(() => undefined);
});
afterAll(() => undo());

class Worked extends Pipeline<number[]> {
  readonly #work: (context: StageContext) => Promise<StageWork<number[]>>;
  constructor(work: (context: StageContext) => Promise<StageWork<number[]>>, config: PipelineConfig = PipelineConfig.parse({ name: "p" })) {
    super(config);
    this.#work = work;
  }
  override run(options?: RunOptions) {
    return this.complete(options, this.#work);
  }
  override async validate() {
    return ValidationResult.parse({ status: "success" });
  }
}

class Sectioned extends Worked {
  constructor(config: PipelineConfig) {
    super(async () => ({}), config);
  }
}

const throwing = (error: unknown) => new Worked(() => Promise.reject(error)).run();

test("the constructor parses: defaults are filled in, a wrong field is a ConfigError, a needed section must be there", async () => {
  const pipeline = new Sectioned({ name: "p" } as PipelineConfig);
  expect([pipeline.name, pipeline.config.timeoutMinutes, pipeline.logger.name]).toEqual(["p", 60, "p"]);
  expect(() => new Sectioned({ name: "" } as PipelineConfig)).toThrow(ConfigError);
  class Data extends Pipeline {
    constructor(config: PipelineConfig) {
      super(config, "dataConfig");
    }
    override run = () => this.complete({}, async () => ({}));
    override validate = async () => ValidationResult.parse({ status: "success" });
  }
  expect(() => new Data(PipelineConfig.parse({ name: "p" }))).toThrow(/dataConfig is missing/);
  expect(new Data(PipelineConfig.parse({ name: "p", dataConfig: { source: "a" } })).config.dataConfig?.source).toBe("a");
});

test("what the work gives becomes a result: JSON-safe details, output not enumerable", async () => {
  const result = await new Worked(async () => ({
    output: [1],
    message: "m",
    details: { n: Number.NaN, at: new Date(0), none: undefined },
  })).run();
  expect(result).toEqual({
    status: "success",
    message: "m",
    timestamp: expect.any(String),
    details: { n: null, at: "1970-01-01T00:00:00.000Z" },
  });
  expect(result.output).toEqual([1]);
  expect(JSON.stringify(result)).not.toContain("output");
});

test("options reach the work with their defaults", async () => {
  let seen: StageContext | undefined;
  const events: RunEvent[] = [];
  const work = new Worked(async (context) => {
    seen = context;
    context.progress({ done: 1, total: 3, message: "x" });
    return {};
  });
  await work.run();
  expect(seen).toMatchObject({
    seed: 0,
    params: {},
    inputs: {},
    run: { id: "", stage: "p", attempt: 1 },
    trackingConfig: { trackingUri: "embedded" },
  });
  expect(seen?.home).toBe(`${process.cwd()}/.mlops`);
  expect(seen?.runFolder).toBe(seen?.home);
  const trackingConfig = TrackingConfig.parse({ token: new Secret("context-token") });
  await work.run({
    home: "/h",
    runFolder: "/h/runs/1",
    pipelineFile: "/p.yaml",
    seed: 3,
    trackingConfig,
    onEvent: (event) => events.push(event),
  });
  expect(seen).toMatchObject({ home: "/h", runFolder: "/h/runs/1", pipelineFile: "/p.yaml", seed: 3 });
  expect(events).toMatchObject([{ type: "stage_progress", stage: "p", done: 1, total: 3, message: "x" }]);
});

test.each([
  [
    new DataError({ code: "COLUMN_MISSING", column: "x", available: ["y"] }),
    { status: "failed", details: { error: "DataError", code: "COLUMN_MISSING", fields: { column: "x" } } },
  ],
  [new TimeoutError({ code: "TIMED_OUT", what: "it", limit: "1 s" }), { status: "timed_out" }],
  [new PipelineError({ code: "GATE_BLOCKED", detail: "d" }), { status: "failed", details: { reason: "gate_blocked" } }],
  [new ValidationFailure({ code: "DATA_INVALID", count: 1, rules: "r" }), { status: "failed", details: { reason: "data_invalid" } }],
])("an error of these packages becomes a result: %s", async (error, expected) => {
  expect(await throwing(error)).toMatchObject({ ...expected, message: error.message });
});

test("a bug stays visible", async () => {
  await expect(throwing(new TypeError("bug"))).rejects.toThrow(TypeError);
});

test("an abort rejects with the signal's reason, before and during the work, whatever the work throws", async () => {
  await expect(new Worked(async () => ({})).run({ signal: AbortSignal.abort(new Error("why")) })).rejects.toThrow("why");
  const controller = new AbortController();
  const work = new Worked(async () => {
    controller.abort(new Error("why"));
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "x" });
  });
  await expect(work.run({ signal: controller.signal })).rejects.toThrow("why");
});

test("secrets of the configuration are scrubbed from messages and details", async () => {
  const config = { name: "p", deploymentConfig: { databricks: { token: "dapi-secret-1" } } } as unknown as PipelineConfig;
  const result = await new Worked(
    async () => ({ message: "sent dapi-secret-1", details: { header: "Bearer dapi-secret-1" } }),
    config,
  ).run();
  expect(result).toMatchObject({ message: "sent ***", details: { header: "Bearer ***" } });
});

test("anything becomes JSON", () => {
  const circular: Record<string, unknown> = { a: 1 };
  circular["self"] = circular;
  expect(toJson(circular)).toEqual({ a: 1, self: "[circular]" });
  expect(toJson(undefined)).toBeNull();
  expect(
    toJson([1n, Number.POSITIVE_INFINITY, undefined, () => 1, new Set([1]), new Map([["k", 2n]]), Float64Array.of(1, Number.NaN)]),
  ).toEqual(["1", null, null, null, [1], { k: "2" }, [1, null]]);
  expect(toJson(new DataView(new ArrayBuffer(1)))).toBeNull();
  expect(toJson(new TypeError("bad"))).toEqual({ name: "TypeError", message: "bad" });
  expect(toJson(new DataError({ code: "TABLE_EMPTY" }))).toMatchObject({ code: "TABLE_EMPTY" });
});
