import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PipelineOrchestrator } from "@mlops/core";
import type { DataOutput } from "@mlops/core/stage";
import { makeTable, splitOf } from "@mlops/core/table";
import { type ConfigError, PipelineConfig } from "@mlops/models";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTable } from "../read/read-table.ts";
import { writeTable } from "../write/write-table.ts";
import { DataPipeline } from "./data-pipeline.ts";
import { joinLabels } from "./join-labels.ts";

let folder: string;
let pipelineFile: string;
const N = 100;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mlops-data-"));
  pipelineFile = join(folder, "pipeline.yaml");
  mkdirSync(join(folder, "data"));
  const lines = Array.from({ length: N }, (_, i) => `${i},${i % 10 === 3 ? "" : i},${i % 4 === 0 ? "yes" : "no"},old`);
  writeFileSync(join(folder, "data/train.csv"), `id,x,y,junk\n${lines.join("\n")}\n`);
  await writeTable(
    makeTable({ id: [200, 201, 202], x: [1, 2, 3], year: [2016, 2016, 2017], junk: ["a", "b", "c"] }),
    join(folder, "data/later.parquet"),
  );
  await writeTable(makeTable({ id: [202, 200, 201], y: ["no", "yes", "no"] }), join(folder, "data/labels.ndjson"));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Input = Parameters<typeof PipelineConfig.parse>[0];
const config = (dataConfig: object, rest: object = {}) =>
  PipelineConfig.parse({ name: "test", dataConfig: { source: "data/train.csv", exclude: ["junk"], ...dataConfig }, ...rest } as Input);
const run = (dataConfig: object, options: object = {}) =>
  new DataPipeline(config(dataConfig)).run({ pipelineFile, home: join(folder, ".mlops"), seed: 3, ...options });

describe("DataPipeline", () => {
  it("compares with reference tables, and splits by groups or time", async () => {
    await writeTable(makeTable({ y: ["yes", "maybe"] }), join(folder, "data/answers.parquet"));
    const rules = [{ type: "foreign_key", columns: ["y"], other: "answers", severity: "warning" }];
    const references = { answers: "data/answers.parquet" };
    const result = await run({ rules, references, split: { method: "ordered", orderBy: "id", validation: 0.25 } });
    expect(result).toMatchObject({ status: "warning", message: "100 rows: 75 train, 25 validation" });
    const { checks, validation, datasets } = result.output as DataOutput;
    expect(checks.validationErrors).toMatchObject([{ rule: "foreign_key:y>answers", count: 75 }]);
    expect(datasets.map(({ name }) => name)).toEqual(["data", "references.answers"]);
    expect((validation as { get(name: string, row: number): unknown }).get("id", 0)).toBe(75);
    const checking = new DataPipeline(config({ rules, references, split: { method: "grouped", groupBy: "z" } }));
    expect(await checking.validate({ pipelineFile })).toMatchObject({ status: "failed", details: { code: "COLUMN_MISSING" } });
    expect(() => new DataPipeline(config({ split: { method: "grouped" } }))).toThrow("dataConfig.split.groupBy is missing");
  });

  it("reads, filters, selects, validates, splits and profiles", async () => {
    const progress: unknown[] = [];
    const result = await run(
      {
        source: { path: "data/train.csv", filter: "id < 90" },
        filter: "id >= 10",
        rules: [
          { type: "unique", column: "id" },
          { type: "in_set", column: "y", values: ["yes", "no"] },
        ],
        split: { method: "stratified", stratifyBy: "y", validation: 0.25, test: 0.25 },
        output: "out/kept.ndjson",
        holdouts: { later: { source: "data/later.parquet", labels: { source: "data/labels.ndjson", key: "id" }, groupBy: "year" } },
      },
      { onEvent: (event: { type: string }) => progress.push(event.type) },
    );
    expect(result).toMatchObject({ status: "success", message: "80 rows: 40 train, 20 validation, 20 test" });
    const output = result.output as DataOutput;
    expect(output.train.columnNames()).toEqual(["id", "x", "y"]);
    expect([output.train, output.validation, output.test].map((part) => splitOf(part as never))).toEqual(["train", "validation", "test"]);
    expect(((output.validation?.array("y") ?? []) as string[]).filter((y) => y === "yes").length).toBe(5);
    expect(output.checks).toMatchObject({ isValid: true, failedRules: [] });
    expect(output.profile).toMatchObject({ rows: 40, columns: { y: { kind: "string" } } });
    expect(output.holdouts["later"]).toMatchObject({ groupBy: "year" });
    expect(output.holdouts["later"]?.table.objects()).toEqual([
      { id: 200, x: 1, year: 2016, y: "yes" },
      { id: 201, x: 2, year: 2016, y: "no" },
      { id: 202, x: 3, year: 2017, y: "no" },
    ]);
    expect(output.datasets.map(({ name, rows }) => [name, rows])).toEqual([
      ["data", 80],
      ["later", 3],
      ["later.labels", 3],
    ]);
    expect(output.datasets[0]).toMatchObject({
      path: join(folder, "data/train.csv"),
      sha256: createHash("sha256")
        .update(readFileSync(join(folder, "data/train.csv")))
        .digest("hex"),
      columns: [{ name: "id", type: "integer" }, { name: "x", type: "integer" }, { name: "y", type: "string" }, { name: "junk" }],
    });
    expect((await readTable(join(folder, "out/kept.ndjson"))).numRows()).toBe(80);
    expect(progress).toContain("stage_progress");
    expect(JSON.parse(JSON.stringify(result)).details).toMatchObject({
      rows: { train: 40, validation: 20, test: 20, later: 3 },
      rules: [
        { rule: "unique:id", passed: true },
        { rule: "in_set:y", passed: true },
      ],
      columns: [{ name: "id", kind: "numeric", missing: 0 }, { name: "x" }, { name: "y", summary: expect.stringContaining("2 different") }],
      quarantined: 0,
    });
  });

  it("takes the seed of the split, of the run, and the columns it is told", async () => {
    const rows = async (split: object, seed: number) =>
      (await run({ columns: ["id"], exclude: [], split }, { seed })).output?.train.array("id");
    expect(await rows({ seed: 1 }, 5)).toEqual(await rows({ seed: 1 }, 6));
    expect(await rows({}, 5)).not.toEqual(await rows({}, 6));
    expect((await run({ columns: ["id", "junk"], profile: false })).output).not.toHaveProperty("profile");
  });

  it("fails on a broken error rule, warns on a broken warning rule", async () => {
    const warning = { type: "range", column: "id", max: 50, severity: "warning" };
    expect(await run({ rules: [warning] })).toMatchObject({
      status: "warning",
      details: { rules: [{ rule: "range:id", severity: "warning", passed: false, count: 49, total: 100 }] },
    });
    const failed = await run({ rules: [warning, { type: "not_null", column: "x" }] });
    expect(failed).toMatchObject({
      status: "failed",
      message: "the data broke 1 rule: not_null:x",
      details: {
        code: "DATA_INVALID",
        reason: "data_invalid",
        fields: { failedRules: ["range:id", "not_null:x"], validationErrors: [{}, { count: 10 }] },
      },
    });
    expect(failed.output).toBeUndefined();
  });

  it("puts failing rows aside when asked to", async () => {
    const rules = [{ type: "not_null", column: "x" }];
    const runFolder = join(folder, "run");
    const result = await run({ quarantine: true, rules: [...rules, { type: "row_count", min: 90 }] }, { runFolder });
    expect(result).toMatchObject({ status: "success", message: "100 rows: 72 train, 18 validation, 10 in quarantine" });
    const [name] = readdirSync(runFolder);
    expect((await readTable(join(runFolder, name as string))).array("_failed_rules")).toEqual(Array(10).fill("not_null:x"));
    expect(await run({ quarantine: true, rules: [...rules, { type: "row_count", min: 91 }] }, { runFolder })).toMatchObject({
      details: { code: "DATA_INVALID", fields: { rules: ["row_count"] } },
    });
    expect(await run({ quarantine: true, rules: [{ type: "row_count", min: 1 }] })).toMatchObject({ status: "success" });
    expect(await run({ quarantine: true, rules: [{ type: "range", column: "id", min: 1e6 }] }, { runFolder })).toMatchObject({
      details: { code: "TABLE_EMPTY" },
    });
  });

  it.each([
    [{ source: "data/none.csv" }, "FILE_UNREADABLE"],
    [{ exclude: ["junkk"] }, "COLUMN_MISSING"],
    [{ columns: ["id", "z"] }, "COLUMN_MISSING"],
    [{ filter: "idd > 3" }, "COLUMN_MISSING"],
    [{ filter: "y > 3" }, "EXPRESSION_TYPE"],
    [{ rules: [{ type: "unique", column: "junk" }] }, "COLUMN_MISSING"],
    [{ rules: [{ type: "range", column: "y", min: 1 }] }, "COLUMN_TYPE"],
    [{ split: { method: "stratified", stratifyBy: "yy" } }, "COLUMN_MISSING"],
    [{ holdouts: { later: { source: "data/gone.parquet" } } }, "FILE_UNREADABLE"],
    [{ holdouts: { later: { source: "data/later.parquet", groupBy: "month" } } }, "COLUMN_MISSING"],
    [{ holdouts: { later: { source: "data/later.parquet", labels: { source: "data/labels.ndjson", key: "year" } } } }, "COLUMN_MISSING"],
  ])("finds %j before and while it runs", async (dataConfig, code) => {
    expect(await new DataPipeline(config(dataConfig)).validate({ pipelineFile })).toMatchObject({
      status: "failed",
      isValid: false,
      details: { code },
    });
    expect(await run(dataConfig)).toMatchObject({ status: "failed", details: { code } });
  });

  it("validates without reading rows", async () => {
    const holdouts = { later: { source: "data/later.parquet", labels: { source: "data/labels.ndjson", key: "id" }, groupBy: "y" } };
    const rules = [{ type: "not_null", column: "x" }];
    expect(await new DataPipeline(config({ rules, holdouts })).validate({ pipelineFile })).toMatchObject({
      isValid: true,
      message: "1 rules fit 3 columns",
    });
  });

  it("says when nothing is left", async () => {
    expect(await run({ filter: "id < 0" })).toMatchObject({ details: { code: "TABLE_EMPTY" } });
    expect(await run({ filter: "id < 2" })).toMatchObject({ details: { code: "TOO_FEW_ROWS" } });
    const later = { source: { path: "data/later.parquet", filter: "id < 0" } };
    expect(await run({ holdouts: { later } })).toMatchObject({ details: { code: "TABLE_EMPTY" } });
  });

  it("refuses a configuration at once", () => {
    const code = (make: () => unknown) => {
      try {
        make();
      } catch (error) {
        return (error as ConfigError).code;
      }
      return undefined;
    };
    expect(code(() => new DataPipeline(PipelineConfig.parse({ name: "x" })))).toBe("CONFIG_INVALID");
    expect(code(() => new DataPipeline(config({ filter: "id >" })))).toBe("CONFIG_INVALID");
    expect(code(() => new DataPipeline(config({ rules: [{ type: "expression", expression: "(" }] })))).toBe("CONFIG_INVALID");
    expect(code(() => new DataPipeline(config({ split: { method: "stratified" } })))).toBe("CONFIG_INVALID");
    expect(code(() => new DataPipeline(config({ rules: [{ type: "custom:none" }] })))).toBe("CONFIG_INVALID");
  });

  it("rejects with the reason of an abort", async () => {
    const reason = new Error("enough");
    await expect(run({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("runs in a worker thread with the same rows", async () => {
    const dataConfig = { source: join(folder, "data/train.csv") };
    const orchestrator = new PipelineOrchestrator({ data: DataPipeline });
    orchestrator.addDataStage("data", config(dataConfig));
    const result = await orchestrator.run({ home: join(folder, ".mlops"), seed: 3 });
    expect(result.status).toBe("success");
    const { data } = result.output as unknown as { data: DataOutput };
    const here = await run(dataConfig);
    expect(data.train.objects()).toEqual(here.output?.train.objects());
    expect(splitOf(data.train)).toBe("train");
    expect(data.profile).toEqual(here.output?.profile);
  });
});

describe("joinLabels", () => {
  const problem = (left: object, right: object) => {
    try {
      joinLabels(makeTable(left as never), makeTable(right as never), "k");
    } catch (error) {
      const { code, message } = error as ConfigError;
      return [code, message.replace(/.*: /, "")];
    }
    return undefined;
  };

  it("needs one label for each row", () => {
    const when = [new Date(1), new Date(2)];
    expect(joinLabels(makeTable({ k: when }), makeTable({ k: [...when].reverse(), v: [2, 1] }), "k").array("v")).toEqual([1, 2]);
    expect(joinLabels(makeTable({ k: [2n ** 60n] }), makeTable({ k: [2n ** 60n, 1n], v: [5, 6] }), "k").array("v")).toEqual([5]);
    expect(problem({ k: [1, 2] }, { k: [1], v: [1] })).toEqual(["VALUE_INVALID", "there is no label for 2 in row 1"]);
    expect(problem({ k: [1, null] }, { k: [1], v: [1] })).toEqual(["VALUE_INVALID", "there is no label for a missing key in row 1"]);
    expect(problem({ k: [1] }, { k: [1, 1], v: [1, 2] })).toEqual(["VALUE_INVALID", "1 occurs twice"]);
    expect(problem({ k: [1] }, { k: [1, null], v: [1, 2] })).toEqual(["VALUE_INVALID", "it is missing in row 1"]);
    expect(problem({ k: [1], v: [1] }, { k: [1], v: [1] })?.[0]).toBe("COLUMN_DUPLICATE");
    expect(problem({ k: ["1"] }, { k: [1], v: [1] })?.[0]).toBe("VALUE_INVALID");
  });
});
