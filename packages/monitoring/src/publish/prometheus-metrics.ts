import type { MonitoringDetails, PerformanceDetails } from "@mlops/core/stage";
import type { Result } from "@mlops/models";
import { Gauge, Registry } from "prom-client";
import { SERIES } from "./series-names.ts";

export interface PublishedModel {
  readonly model: string;
  readonly version: string;
}

type Publish = (series: keyof typeof SERIES, value: number, labels?: Readonly<Record<string, string>>) => void;

/**
 * What was found as a text that Prometheus scrapes: the metrics of the latest window with evaluated rows (of all rows where there are no windows), and of
 * a monitoring stage its verdict on drift too. A metric without a value has no line: nothing is published as NaN or 0. Only windows of time have an end.
 * @param result - what `collectMetrics` or `MonitoringPipeline.run` gave
 */
export async function prometheusMetrics(result: Pick<Result, "details">, { model, version }: PublishedModel): Promise<string> {
  const registry = new Registry();
  const gauges = new Map<string, Gauge>();
  const publish: Publish = (series, value, labels = {}) => {
    const { name, help } = SERIES[series];
    const labelNames = ["model", "version", ...Object.keys(labels)];
    const gauge = gauges.get(name) ?? new Gauge({ name, help, labelNames, registers: [registry] });
    gauges.set(name, gauge);
    gauge.set({ model, version, ...labels }, value);
  };
  const details = result.details as unknown as PerformanceDetails | MonitoringDetails;
  if ("drift" in details) publishDrift(details, publish);
  const performance = "drift" in details ? details.performance : details;
  if (performance !== null) publishPerformance(performance, publish);
  return registry.metrics();
}

function publishPerformance({ windows, overall, bands, breaches }: PerformanceDetails, publish: Publish): void {
  const window = windows.findLast(({ n }) => n > 0);
  const { n, metrics } = window ?? overall;
  for (const [metric, { value, interval }] of Object.entries(metrics)) {
    if (value === null) continue;
    publish("value", value, { metric });
    if (interval === null) continue;
    publish("low", interval[0], { metric });
    publish("high", interval[1], { metric });
  }
  for (const { metric, limit } of bands) publish("limit", limit, { metric });
  publish("rows", n);
  publish("breached", new Set(breaches.map((breach) => breach.window)).size);
  if (typeof window?.end === "string") publish("end", Date.parse(window.end) / 1000);
}

function publishDrift({ drift, current, labels }: MonitoringDetails, publish: Publish): void {
  publish("drifted", drift.hasDrift ? 1 : 0);
  publish("share", drift.driftScore);
  publish("driftRows", current.rows);
  for (const { name, effect } of drift.features) publish("effect", effect, { feature: name });
  if (drift.predictions !== undefined) publish("said", drift.predictions.effect);
  if (labels !== undefined && labels.rows > 0) publish("coverage", labels.labelled / labels.rows);
}
