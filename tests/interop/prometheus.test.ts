import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createModelServer, type ModelServer } from "@mlops/api";
import { bundleFiles, readBundle } from "@mlops/core/bundle";
import { GraphBuilder, rawInput, regressionOutput, type SignatureColumn } from "@mlops/core/onnx";
import type { MonitoringDetails } from "@mlops/core/stage";
import { Random } from "@mlops/core/stats";
import { alertRules, type Dashboard, MonitoringPipeline, PipelineConfig } from "@mlops/monitoring";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PrometheusServer, startPrometheus } from "./prometheus-server.ts";

const MODEL = 'homes "north"';
const folder = mkdtempSync(path.join(tmpdir(), "prometheus-"));
let details: MonitoringDetails;
let dashboard: Dashboard;
let models: ModelServer;
let published: Server;
let prometheus: PrometheusServer;

/** Rows of two classes; `skill` 0 predicts by chance. */
function write(name: string, from: number, n: number, { shift, skill, label }: { shift: number; skill: number; label: boolean }): string {
  const random = new Random(from);
  const rows = Array.from({ length: n }, (_, i) => {
    const truth = Number(random.uniform() < 0.5);
    const score = 1 / (1 + Math.exp(-(skill * (truth - 0.5) + random.normal())));
    const at = new Date(Date.UTC(2024, 0, 1 + (i % 28))).toISOString();
    return [from + i, at, 20 + random.int(40) + shift, Number(score > 0.5), score, ...(label ? [truth] : [])].join(",");
  });
  writeFileSync(path.join(folder, name), `id,at,age,call,score${label ? ",bought" : ""}\n${rows.join("\n")}\n`);
  return path.join(folder, name);
}

function twice() {
  const graph = new GraphBuilder("twice");
  const column: SignatureColumn = { name: "x", type: "double", required: true };
  const { name } = rawInput(graph, column, true);
  const outputs = regressionOutput(graph, graph.node("Mul", [name, graph.constant({ type: "double", shape: [1, 1], data: [2] })]));
  return readBundle(
    bundleFiles({
      graph: graph.build({ producer: "mlops", producerVersion: "0.0.0" }),
      signature: { inputs: [column], outputs },
      inputExample: { columns: ["x"], data: [[1]] },
      goldenRows: { columns: ["x"], data: [[3]], outputs: { prediction: [6] }, tolerance: 1e-12 },
      metadata: { task: "regression", estimator: "linear", target: "y", features: ["x"], versions: { core: "0.0.0" } },
    }),
  );
}

beforeAll(async () => {
  const reference = write("reference.csv", 0, 600, { shift: 0, skill: 4, label: true });
  const current = write("current.csv", 1000, 400, { shift: 30, skill: 0, label: false });
  const labels = readFileSync(write("whole.csv", 1000, 400, { shift: 30, skill: 0, label: true }), "utf8")
    .split("\n")
    .slice(1, 380)
    .map((line) => [line.split(",")[0], line.split(",").at(-1)].join(","));
  writeFileSync(path.join(folder, "labels.csv"), `id,bought\n${labels.join("\n")}\n`);
  const config = PipelineConfig.parse({
    name: MODEL,
    monitoringConfig: {
      ...{ reference, current, labels: { source: path.join(folder, "labels.csv"), key: "id" } },
      ...{ target: "bought", prediction: "call", score: "score", timestamp: "at", window: { size: "month" } },
      thresholds: { accuracy: { min: 0.9 }, brier: { max: 0.05 } },
      referenceBand: { metrics: ["auc", "log_loss"] },
    },
  });
  const result = await new MonitoringPipeline(config).run({ home: folder, runFolder: path.join(folder, "run") });
  expect(result.status, result.message).toBe("warning");
  details = result.details as unknown as MonitoringDetails;
  dashboard = JSON.parse(readFileSync(details.files["dashboard"] as string, "utf8"));

  models = createModelServer({ models: { [MODEL]: await twice() } });
  await models.listen({ port: 0, host: "127.0.0.1" });
  published = createServer((_, answer) => {
    answer.setHeader("content-type", "text/plain; version=0.0.4");
    answer.end(readFileSync(details.files["metrics"] as string));
  });
  await new Promise<void>((done) => published.listen(0, "127.0.0.1", done));
  const addressOf = (server: { address(): unknown }) => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  prometheus = await startPrometheus(folder, [addressOf(models.server), addressOf(published)], details.files["alerts"] as string);
});

afterAll(async () => {
  await prometheus?.stop();
  await models?.close();
  published?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What Grafana puts in for its variables. */
const filledIn = (expression: string) => expression.replaceAll("$version", ".+").replaceAll("$__rate_interval", "5s");

/** Requests that go well and ones that are refused, so that there is something to see. */
async function callModel(): Promise<void> {
  const url = `http://127.0.0.1:${(models.server.address() as AddressInfo).port}/invocations`;
  const post = (body: object) =>
    fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).then(
      (answer) => answer.status,
    );
  expect(await post({ dataframe_records: [{ x: 1 }, { x: 2 }] })).toBe(200);
  expect(await post({ dataframe_records: [{ y: 1 }] })).toBe(400);
}

/** Asks until every expression has an answer, five seconds at most; gives those that have none. */
async function withoutSeries(expressions: readonly string[]): Promise<string[]> {
  let left = [...expressions];
  for (let tries = 0; tries < 25 && left.length > 0; tries++) {
    await callModel();
    await delay(200);
    const counts = await Promise.all(left.map(async (expression) => (await prometheus.query(filledIn(expression))).length));
    left = left.filter((_, i) => counts[i] === 0);
  }
  return left;
}

describe("a real Prometheus that scrapes the model server and what monitoring published", () => {
  test("has a series for every query of every panel", async () => {
    const queries = dashboard.panels.flatMap((panel) => panel.targets.map(({ expr }) => expr));
    expect(dashboard.panels.map(({ title }) => title)).toEqual([
      ...[
        "auc",
        "log_loss",
        "accuracy",
        "brier",
        "Rows evaluated",
        "End of the latest window",
        "Windows out of bounds",
        "Rows with a label",
      ],
      ...[
        "Drifted features",
        "Drift by feature",
        "Rows compared",
        "Drift of the predictions",
        "Requests",
        "Requests refused",
        "Latency",
        "Rows scored",
      ],
    ]);
    expect(await withoutSeries(queries)).toEqual([]);
    const [coverage] = await prometheus.query("mlops_label_coverage_ratio");
    expect(coverage).toMatchObject({ metric: { model: MODEL, version: "unregistered" }, value: [expect.any(Number), String(379 / 400)] });
  });

  test("fires every rule on what is out of bounds, and is silent about series that are there", async () => {
    const rules = await prometheus.rules();
    const silent = rules.filter(({ name }) => name.endsWith("Missing"));
    const loud = rules.filter((rule) => !silent.includes(rule));
    expect(loud.map(({ name }) => name)).toEqual([
      ...["MlopsAccuracyBelowMinimum", "MlopsBrierAboveMaximum", "MlopsAucBelowReference", "MlopsLogLossAboveReference", "MlopsDrift"],
    ]);
    expect(await withoutSeries(loud.map(({ query }) => query))).toEqual([]);
    for (const { query } of silent) {
      expect(await prometheus.query(query)).toEqual([]);
      expect(await prometheus.query(query.replaceAll("homes", "other"))).toHaveLength(1);
    }
    for (let tries = 0; tries < 20 && (await prometheus.rules()).some(({ health }) => health !== "ok"); tries++) await delay(250);
    const evaluated = await prometheus.rules();
    expect(evaluated.map(({ health }) => health)).toEqual(rules.map(() => "ok"));
    expect(evaluated.filter(({ state }) => state === "pending").map(({ name }) => name)).toEqual(loud.map(({ name }) => name));
  });

  test("agrees with what the stage said", async () => {
    const of = async (expression: string) => Number((await prometheus.query(expression))[0]?.value[1]);
    const [window] = details.performance?.windows ?? [];
    expect(await of('mlops_performance_value{metric="auc"}')).toBe(window?.metrics["auc"]?.value);
    expect(await of("mlops_drift_detected")).toBe(1);
    expect(await of('mlops_drift_feature_effect_ratio{feature="age"}')).toBe(details.drift.features[0]?.effect);
    expect(await of('mlops_performance_reference_limit{metric="auc"}')).toBe(details.performance?.bands[0]?.limit);
  });
});

test("promtool: each alert fires beyond its limit for as long as it holds, and not at it, on few rows or without drift", () => {
  const limit = 0.74;
  const labels = `model="m",version="1"`;
  const series = (name: string, values: string, more = "") => `    - { series: '${name}{${labels}${more}}', values: "${values}" }`;
  const auc = `,metric="auc"`;
  const expected = (fires: boolean, severity: string, summary: string, metric: string) =>
    fires
      ? `[{ exp_labels: { severity: ${severity}, model: m, version: "1"${metric} }, exp_annotations: { summary: "${summary}" } }]`
      : "[]";
  const below = (fires: boolean) =>
    expected(fires, "critical", "the interval of auc ends at 0.7, below what the reference rows let expect", ", metric: auc");
  const drift = (fires: boolean) => expected(fires, "warning", "the table has drifted from the reference", "");
  const at = (time: string, alert: string, alerts: string) => `    - { eval_time: ${time}, alertname: ${alert}, exp_alerts: ${alerts} }`;
  const scenario = (highs: string, rows: string, drifted: string, tests: readonly string[]) =>
    [
      "- interval: 1m",
      "  input_series:",
      series("mlops_performance_interval_high", highs, auc),
      series("mlops_performance_reference_limit", `${limit}x12`, auc),
      series("mlops_performance_rows", rows),
      series("mlops_drift_detected", drifted),
      "  alert_rule_test:",
      ...tests,
    ].join("\n");
  const bands = [{ metric: "auc", bound: "min" }] as const;
  writeFileSync(path.join(folder, "unit-rules.yaml"), alertRules({}, { model: "m", bands, drift: true }));
  writeFileSync(
    path.join(folder, "unit-tests.yaml"),
    [
      "rule_files: [unit-rules.yaml]",
      "evaluation_interval: 1m",
      "tests:",
      scenario("0.8x3 0.7x12", "30x12", "0x3 1x12", [
        at("4m", "MlopsAucBelowReference", below(false)),
        at("10m", "MlopsAucBelowReference", below(true)),
        at("4m", "MlopsDrift", drift(false)),
        at("10m", "MlopsDrift", drift(true)),
      ]),
      scenario(`${limit}x12`, "30x12", "0x12", [at("10m", "MlopsAucBelowReference", below(false)), at("10m", "MlopsDrift", drift(false))]),
      scenario("0.7x12", "29x12", "0x12", [at("10m", "MlopsAucBelowReference", below(false))]),
    ].join("\n"),
  );
  expect(execFileSync("promtool", ["test", "rules", "unit-tests.yaml"], { cwd: folder, encoding: "utf8" })).toContain("SUCCESS");
  expect(execFileSync("promtool", ["check", "rules", details.files["alerts"] as string], { encoding: "utf8" })).toContain("7 rules found");
  execFileSync("promtool", ["check", "metrics"], { input: readFileSync(details.files["metrics"] as string) });
});
