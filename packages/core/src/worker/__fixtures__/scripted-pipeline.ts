import { DataError, Result, Secret, TrackingError, ValidationResult } from "@mlops/models";
import { fromValues } from "../../kernel/table/from-values.ts";
import { Pipeline } from "../../pipeline/pipeline.ts";
import type { RunOptions } from "../../pipeline/run-options.ts";
import type { StageResult } from "../../pipeline/stage-result.ts";
import { makeTable } from "../../table/make-table.ts";

/** What a stage of the tests does; `config.tags.do` names it. */
export const SCRIPTS: Readonly<Record<string, (pipeline: ScriptedPipeline, options: RunOptions) => Promise<StageResult> | StageResult>> = {
  succeed: (pipeline, options) => pipeline.work(options, async () => ({ message: "done", details: { seed: options.seed ?? null } })),
  table: (pipeline, options) =>
    pipeline.work(options, async () => {
      const values = new Float64Array(new SharedArrayBuffer(24));
      values.set([1, 2, Number.NaN]);
      return { output: { kind: "data", train: makeTable({ x: fromValues(values), s: ["a", null, "b"] }) } };
    }),
  echo: (pipeline, options) => pipeline.work(options, async ({ inputs }) => ({ output: inputs })),
  progress: (pipeline, options) =>
    pipeline.work(options, async ({ progress }) => {
      pipeline.logger.info("half way", { n: 1 });
      progress({ done: 1, total: 2 });
      return {};
    }),
  dataError: (pipeline, options) =>
    pipeline.work(options, async () => {
      throw new DataError({ code: "COLUMN_MISSING", column: "x", available: ["y"], hint: "look again" });
    }),
  throwDataError: () => {
    throw new DataError({ code: "COLUMN_MISSING", column: "x", available: ["y"], hint: "look again", cause: new RangeError("deep") });
  },
  flaky: (pipeline, options) =>
    pipeline.work(options, async ({ run }) => {
      if (run.attempt <= Number(pipeline.config.tags["failures"]))
        throw new TrackingError({ code: "TRACKING_UNREACHABLE", url: "http://t", detail: "refused" });
      return { message: `attempt ${run.attempt}` };
    }),
  bug: (pipeline, options) =>
    pipeline.work(options, async () => {
      throw new TypeError("undefined is not a table");
    }),
  exit: () => process.exit(7),
  spin: () => {
    for (;;);
  },
  spinUntilAborted: (_, options) => {
    for (;;) options.signal?.throwIfAborted();
  },
  wait: (pipeline, options) =>
    pipeline.work(options, async ({ signal }) => {
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      return {};
    }),
  late: async () => {
    await new Promise((resolve) => setTimeout(resolve, Number.parseInt("150", 10)));
    return Result.parse({ status: "success", message: "too late" });
  },
  secret: (pipeline, options) =>
    pipeline.work(options, async () => ({
      details: {
        token: options.trackingConfig?.token,
        hidden: Secret.isInstance(options.trackingConfig?.token),
        length: options.trackingConfig?.token?.reveal().length,
      },
    })),
  long: (pipeline, options) => pipeline.work(options, async () => ({ details: { text: pipeline.config.tags["text"] ?? "" } })),
  nothing: () => undefined as unknown as StageResult,
  live: () => Result.parse({ status: "running" }),
  warn: (pipeline, options) => pipeline.work(options, async () => ({ status: "warning", message: "drift", details: { reason: "drift" } })),
  gate: (pipeline, options) =>
    pipeline.work(options, async () => ({
      status: "failed",
      message: "below the threshold",
      details: { code: "GATE_BLOCKED", reason: "gate_blocked" },
    })),
};

/** A pipeline that does what `config.tags.do` says. */
export class ScriptedPipeline extends Pipeline<unknown> {
  readonly work = this.complete.bind(this);
  override async run(options: RunOptions = {}): Promise<StageResult> {
    const script = SCRIPTS[this.config.tags["do"] ?? "succeed"];
    if (!script) throw new TypeError(`no script ${this.config.tags["do"]}`);
    return script(this, options);
  }
  override async validate(): Promise<ValidationResult> {
    const { invalid, rule, code } = this.config.tags;
    if (rule === undefined) return ValidationResult.parse({ status: invalid ? "failed" : "success", message: invalid ?? "" });
    const error = { rule, type: "t", severity: "error", message: "m", count: 1, total: 2, share: 0.5, samples: [] };
    return ValidationResult.parse({ status: "failed", details: { code, hint: "h" }, failedRules: [rule], validationErrors: [error] });
  }
}

/** The same in a worker thread. */
export class ThreadedPipeline extends ScriptedPipeline {
  static get workerEntry(): string {
    return new URL("./scripted.worker.ts", import.meta.url).href;
  }
}
