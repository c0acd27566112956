import type { Result } from "@mlops/models";
import { Gauge, Registry } from "prom-client";
import type { PerformanceDetails } from "../performance/performance-details.ts";
import { SERIES } from "./series-names.ts";

export interface PublishedModel {
  readonly model: string;
  readonly version: string;
}

/**
 * The metrics of the latest window with evaluated rows (of all rows where there are no windows) as a text that Prometheus scrapes.
 * A metric without a value has no line: nothing is published as NaN or 0. Row windows have no end in time.
 * @param result - what `collectMetrics` gave
 */
export async function prometheusMetrics(result: Result, { model, version }: PublishedModel): Promise<string> {
  const details = result.details as unknown as PerformanceDetails;
  const window = details.windows.findLast(({ n }) => n > 0);
  const { n, metrics } = window ?? details.overall;
  const registry = new Registry();
  const gauge = ({ name, help }: { name: string; help: string }, labelNames: readonly string[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const perMetric = ["model", "version", "metric"];
  const [value, low, high] = [gauge(SERIES.value, perMetric), gauge(SERIES.low, perMetric), gauge(SERIES.high, perMetric)];
  for (const [metric, measured] of Object.entries(metrics)) {
    if (measured.value === null) continue;
    const labels = { model, version, metric };
    value.set(labels, measured.value);
    if (measured.interval === null) continue;
    low.set(labels, measured.interval[0]);
    high.set(labels, measured.interval[1]);
  }
  gauge(SERIES.rows, ["model", "version"]).set({ model, version }, n);
  if (typeof window?.end === "string") gauge(SERIES.end, ["model", "version"]).set({ model, version }, Date.parse(window.end) / 1000);
  return registry.metrics();
}
