import { describe, expect, test } from "vitest";
import { alertRules, grafanaDashboard, MetricCollector, prometheusMetrics } from "../index.ts";

const model = { model: "churn", version: "3" };

test("publishes the latest window that has rows, without lines for what has no value", async () => {
  const result = new MetricCollector({ metrics: ["accuracy", "specificity"] }).collectMetrics(
    [1, 0, 1],
    [1, 1, 1],
    ["2024-01-01", "2024-01-01", "2024-01-03"],
  );
  const text = await prometheusMetrics(result, model);
  expect(text).toContain('mlops_performance_value{model="churn",version="3",metric="accuracy"} 1\n');
  expect(text).toContain('mlops_performance_rows{model="churn",version="3"} 1\n');
  expect(text).toContain(`mlops_performance_window_end_timestamp_seconds{model="churn",version="3"} ${Date.UTC(2024, 0, 4) / 1000}\n`);
  expect(text).not.toContain("specificity");
});

test("without windows the metrics are of all rows, and there is no end", async () => {
  const text = await prometheusMetrics(new MetricCollector({}).collectMetrics([1, 0], [1, 1]), model);
  expect(text).toContain('metric="accuracy"} 0.5\n');
  expect(text).not.toContain("end_timestamp_seconds{");
});

test("a rule for each bound, and one for silence", () => {
  const rules = alertRules({ thresholds: { auc: { min: 0.8, max: 0.99 } }, minRows: 50 }, { model: "churn" });
  expect([...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name)).toEqual([
    "MlopsAucBelowMinimum",
    "MlopsAucAboveMaximum",
    "MlopsAucMissing",
  ]);
  expect(rules).toContain(">= 50");
  expect(alertRules({}, { model: "churn" })).toContain("rules: []");
  expect(() => alertRules({ thresholds: { acu: { min: 1 } } }, { model: "churn" })).toThrow(/no metric "acu"/);
});

describe("the dashboard keeps the rules that dashboards are held to", () => {
  const config = { metrics: ["rmse"], thresholds: { auc: { min: 0.8, max: 0.9 } } };
  const bands = [{ metric: "log_loss" }];
  const full = grafanaDashboard(config, { model: "churn 2", bands, drift: true, labels: true, serving: true });
  const targets = full.panels.flatMap((panel) => panel.targets);

  test("a data source and a version to choose, and one name for Grafana", () => {
    expect(full.uid).toMatch(/^[\w-]{1,40}$/);
    expect(full.templating.list).toMatchObject([
      { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" },
      { name: "version", datasource: { uid: "$datasource" }, includeAll: true, allValue: ".+" },
    ]);
    for (const { datasource } of [...full.panels, ...targets]) expect(datasource).toEqual({ type: "prometheus", uid: "$datasource" });
  });

  test("every panel has a title and an id of its own, a description, a unit, and queries with a legend", () => {
    expect(full.panels.map(({ title }) => title)).toEqual([
      ...["log_loss", "rmse", "auc", "Rows evaluated", "End of the latest window", "Windows out of bounds", "Rows with a label"],
      ...["Drifted features", "Drift by feature", "Rows compared", "Requests", "Requests refused", "Latency", "Rows scored"],
    ]);
    for (const of of ["id", "title"] as const) expect(new Set(full.panels.map((panel) => panel[of])).size).toBe(full.panels.length);
    for (const panel of full.panels) {
      expect(panel.description.length).toBeGreaterThan(0);
      expect(["none", "percentunit", "short", "dateTimeAsIso", "reqps", "s", "rowsps"]).toContain(panel.fieldConfig.defaults.unit);
      expect(new Set(panel.targets.map(({ refId }) => refId)).size).toBe(panel.targets.length);
      expect(panel.targets.every(({ legendFormat }) => legendFormat.length > 0)).toBe(true);
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(24);
    }
  });

  test("counters are read by their rate over $__rate_interval and summed; every query is of the model and the versions chosen", () => {
    for (const { expr } of targets) {
      expect(expr).toContain('{model="churn 2",version=~"$version"');
      expect(expr.replaceAll("[$__rate_interval]", "")).not.toContain("["); // a fixed range would miss scrapes
      if (/_(total|bucket)\{/.test(expr)) expect(expr).toMatch(/sum by \([\w, ]+\) \(rate\(mlops_\w+\{.*\}\[\$__rate_interval\]\)\)/);
      else expect(expr).not.toContain("rate(");
    }
  });

  test("thresholds are coloured ranges, and drift is red from its share on", () => {
    const steps = (title: string) => full.panels.find((panel) => panel.title === title)?.fieldConfig.defaults.thresholds.steps;
    expect(steps("auc")).toEqual([
      { color: "red", value: null },
      { color: "green", value: 0.8 },
      { color: "red", value: 0.9 },
    ]);
    expect(steps("Drifted features")?.at(-1)).toEqual({ color: "red", value: 0.5 });
    expect(steps("rmse")).toEqual([{ color: "green", value: null }]);
  });
});

test("bands and drift have alerts of their own where they are asked for", () => {
  const bands = [
    { metric: "auc", bound: "min" },
    { metric: "rmse", bound: "max" },
  ] as const;
  const rules = alertRules({}, { model: "churn", bands, drift: true });
  expect([...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name)).toEqual([
    "MlopsAucBelowReference",
    "MlopsRmseAboveReference",
    "MlopsDrift",
  ]);
});

test("without named metrics one panel shows all", () => {
  expect(grafanaDashboard({}, { model: "churn" }).panels[0]?.title).toBe("Performance");
  expect(() => grafanaDashboard({ metrics: ["acu"] }, { model: "churn" })).toThrow(/no metric "acu"/);
});
