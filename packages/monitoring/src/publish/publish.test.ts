import { expect, test } from "vitest";
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

test("the dashboard keeps the rules that dashboards are held to", () => {
  const dashboard = grafanaDashboard({ metrics: ["rmse"], thresholds: { auc: { min: 0.8, max: 0.9 } } }, { model: "churn 2" });
  expect(dashboard.uid).toMatch(/^[\w-]{1,40}$/);
  expect(dashboard.templating.list[0]).toMatchObject({ name: "datasource", type: "datasource", query: "prometheus" });
  expect(dashboard.panels.map(({ title }) => title)).toEqual(["rmse", "auc", "Rows evaluated", "End of the latest window"]);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  for (const panel of dashboard.panels) {
    expect(panel.datasource.uid).toBe("$datasource");
    expect([panel.title, panel.description, panel.fieldConfig.defaults.unit].every((text) => text.length > 0)).toBe(true);
    for (const { expr, datasource } of panel.targets) {
      expect(datasource.uid).toBe("$datasource");
      expect(expr).toMatch(/^mlops_\w+\{model="churn 2",/);
      expect(expr.replaceAll("$__rate_interval", "")).not.toMatch(/\[\d/); // a fixed range would miss scrapes
    }
  }
  expect(dashboard.panels[1]?.fieldConfig.defaults.thresholds.steps).toEqual([
    { color: "red", value: null },
    { color: "green", value: 0.8 },
    { color: "red", value: 0.9 },
  ]);
});

test("without named metrics one panel shows all", () => {
  expect(grafanaDashboard({}, { model: "churn" }).panels[0]?.title).toBe("Performance");
  expect(() => grafanaDashboard({ metrics: ["acu"] }, { model: "churn" })).toThrow(/no metric "acu"/);
});
