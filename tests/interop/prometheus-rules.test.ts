import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { alertRules, MetricCollector, prometheusMetrics } from "@mlops/monitoring";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "rules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = { thresholds: { accuracy: { min: 0.8 }, log_loss: { max: 0.7 } }, minRows: 30 };
const rules = alertRules(config, { model: 'sales "north"', hold: "0m" });
const model = String.raw`model="sales \"north\"",version="3"`;

/** Runs promtool on the rules, which lie in rules.yaml. */
function promtool(args: readonly string[], input = ""): string {
  writeFileSync(path.join(folder, "rules.yaml"), rules);
  try {
    return execFileSync("promtool", args, { cwd: folder, input, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === "ENOENT") throw new Error("promtool is not installed; on Debian: apt-get install -y prometheus", { cause: error });
    throw new Error(`promtool ${args.join(" ")}: ${stdout}${stderr}`, { cause: error });
  }
}

test("promtool accepts the rules", () => {
  expect(promtool(["check", "rules", "rules.yaml"])).toContain("4 rules found");
});

test("promtool finds nothing to say of the metrics' names", async () => {
  const result = new MetricCollector(config).collectMetrics([1, 0], [1, 1], ["2024-01-01", "2024-01-01"]);
  promtool(["check", "metrics"], await prometheusMetrics(result, { model: 'sales "north"', version: "3" }));
});

test("an alert fires below its bound with rows enough, not above it, and not on few rows", () => {
  const moment = (at: string, alert: string, fires: boolean, labels = "") =>
    `      - { eval_time: ${at}, alertname: ${alert}, exp_alerts: [${fires ? labels : ""}] }`;
  const summary = "accuracy is 0.5, below 0.8";
  const fired = `{ exp_labels: { severity: critical, ${model.replaceAll(/(model|version|metric)="/g, '$1: "')}, metric: accuracy }, exp_annotations: { summary: "${summary}" } }`;
  writeFileSync(
    path.join(folder, "tests.yaml"),
    [
      "rule_files: [rules.yaml]",
      "evaluation_interval: 1m",
      "tests:",
      "  - interval: 1m",
      "    input_series:",
      `      - { series: ${JSON.stringify(`mlops_performance_value{${model},metric="accuracy"}`)}, values: "0.9 0.5 0.5" }`,
      `      - { series: ${JSON.stringify(`mlops_performance_rows{${model}}`)}, values: "30 30 29" }`,
      "    alert_rule_test:",
      moment("0m", "MlopsAccuracyBelowMinimum", false),
      moment("1m", "MlopsAccuracyBelowMinimum", true, fired),
      moment("2m", "MlopsAccuracyBelowMinimum", false),
      moment("1m", "MlopsAccuracyMissing", false),
      moment(
        "1m",
        "MlopsLogLossMissing",
        true,
        `{ exp_labels: { severity: warning, model: ${JSON.stringify('sales "north"')}, metric: log_loss }, exp_annotations: { summary: "log_loss is not published" } }`,
      ),
    ].join("\n"),
  );
  expect(promtool(["test", "rules", "tests.yaml"])).toContain("SUCCESS");
});
