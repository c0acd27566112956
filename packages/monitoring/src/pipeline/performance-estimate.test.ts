import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { renderRunReport } from "@mlops/core/report";
import { Random } from "@mlops/core/stats";
import { PipelineConfig } from "@mlops/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MonitoringDetails, type MonitoringOptions, MonitoringPipeline } from "../index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "estimate-"));
  write(
    "reference.csv",
    rowsOf(2000, 1, () => 3),
    ["age", "call", "score", "label"],
  );
  write(
    "current.csv",
    rowsOf(1500, 2, (i) => (i < 750 ? 3 : 0)),
    ["age", "call", "score"],
  );
  write(
    "steady.csv",
    rowsOf(1500, 3, () => 3),
    ["age", "call", "score"],
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Scores are probabilities that keep what they promise; where `skill` is 0 they are all near a half. */
function rowsOf(n: number, seed: number, skill: (row: number) => number) {
  const random = new Random(seed);
  return Array.from({ length: n }, (_, i) => {
    const score = 1 / (1 + Math.exp(-skill(i) * random.normal() - 0.1 * random.normal()));
    return { age: random.normal(), call: Number(score > 0.5), score, label: Number(random.uniform() < score) };
  });
}

function write(name: string, rows: ReturnType<typeof rowsOf>, columns: readonly ("age" | "call" | "score" | "label")[]): void {
  writeFileSync(
    path.join(folder, name),
    `${[columns.join(","), ...rows.map((row) => columns.map((column) => row[column]).join(","))].join("\n")}\n`,
  );
}

async function run(more: Partial<MonitoringOptions>) {
  const monitoringConfig = {
    reference: "reference.csv",
    current: "current.csv",
    target: "label",
    prediction: "call",
    score: "score",
    ...more,
  };
  const result = await new MonitoringPipeline(PipelineConfig.parse({ name: "watch", monitoringConfig })).run({
    pipelineFile: path.join(folder, "pipeline.yaml"),
  });
  return { result, details: result.details as unknown as MonitoringDetails };
}

test("without labels the performance is estimated, marked as such, and told where it falls", async () => {
  const { result, details } = await run({});
  expect(details).toMatchObject({
    performance: null,
    performanceReason: 'current.csv has no labels ("label")',
    performanceEstimate: { alarm: true },
  });
  expect(result.message).toMatch(/performance not measured: .*no labels.*; estimated auc 0\.\d+ from row \d+ is below/);
  const estimate = details.performanceEstimate?.details as {
    method: string;
    estimated: boolean;
    alarms: number[];
    windows: { start: number }[];
  };
  expect(estimate).toMatchObject({ method: "cbpe", estimated: true });
  expect(estimate.alarms.every((row) => row >= 400)).toBe(true);
  const stage = { name: "watch", kind: "monitoring", status: result.status, attempts: 1, result };
  const at = new Date(0).toISOString();
  const page = renderRunReport({
    name: "x",
    runId: "r",
    status: result.status,
    environment: "test",
    startedAt: at,
    finishedAt: at,
    stages: [stage],
  });
  expect(page).toMatch(/estimated<\/span> estimated auc/);
});

test("a steady model is estimated as steady; the configuration chooses metric and windows", async () => {
  const { details } = await run({ current: "steady.csv", conceptDrift: { metric: "accuracy", windowRows: 300 } });
  expect(details.performanceEstimate).toMatchObject({ alarm: false, details: { metric: "accuracy" } });
  expect(details.performanceEstimate?.details["windows"]).toHaveLength(5);
});

test("there is none where the reference has no labels, or there are no scores", async () => {
  expect((await run({ reference: "steady.csv" })).details.performanceEstimate).toBeUndefined();
  const { details } = await run({ score: undefined });
  expect([details.performance, details.performanceEstimate]).toEqual([null, undefined]);
});
