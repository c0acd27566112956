import { expect, test } from "vitest";
import { ConfigError, MetricCollector } from "./index.ts";

test("the configuration is public, with its defaults", () => {
  const collector = new MetricCollector({});
  expect(collector.config.window).toEqual({ by: "time", size: "day" });
  expect(collector.logger.name).toBe("metric_collector");
});

test("a wrong configuration names the field", () => {
  const attempt = () => new MetricCollector({ window: { size: -2 } });
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(/monitoringConfig\.window\.size/);
});

test("what is not built says so instead of inventing a metric", () => {
  expect(() => new MetricCollector({}).collectMetrics([1, 0], [1, 1])).toThrow(
    expect.objectContaining({ code: "NOT_SUPPORTED", fields: { feature: "collecting metrics" } }),
  );
});
