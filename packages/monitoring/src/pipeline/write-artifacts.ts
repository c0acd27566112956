import { join } from "node:path";
import { writeFileWhole } from "@mlops/core/files";
import { toJson } from "@mlops/core/pipeline";
import type { MonitoringDetails } from "@mlops/core/stage";
import type { MonitoringConfig, Result } from "@mlops/models";
import { alertRules } from "../publish/alert-rules.ts";
import { grafanaDashboard } from "../publish/grafana-dashboard.ts";
import { prometheusMetrics } from "../publish/prometheus-metrics.ts";

/** Names of what a monitoring stage leaves in the run's folder. */
const NAMES = { metrics: "metrics.prom", dashboard: "dashboard.json", alerts: "alerts.yaml", details: "monitoring.json" } as const;

/**
 * Writes the Prometheus text, the Grafana dashboard, the alert rules and the details, each whole or not at all; gives the details with their paths.
 * @throws PipelineError `STATE_UNWRITABLE`
 */
export async function writeArtifacts(folder: string, found: MonitoringDetails, config: MonitoringConfig): Promise<MonitoringDetails> {
  const files = Object.fromEntries(Object.entries(NAMES).map(([kind, name]) => [kind, join(folder, name)])) as Record<
    keyof typeof NAMES,
    string
  >;
  const details = { ...found, files };
  const { model, performance, labels } = details;
  const bands = performance?.bands ?? [];
  const metrics = await prometheusMetrics({ details: toJson(details) as Result["details"] }, { model: model.name, version: model.version });
  const dashboard = grafanaDashboard(config, {
    model: model.name,
    bands,
    performance: performance !== null,
    drift: true,
    predictions: details.drift.predictions !== undefined,
    labels: labels !== undefined,
    windowEnd: performance?.windows.some(({ n, end }) => n > 0 && typeof end === "string") ?? false,
    serving: true,
  });
  writeFileWhole(files.metrics, metrics);
  writeFileWhole(files.dashboard, `${JSON.stringify(dashboard, null, 2)}\n`);
  writeFileWhole(files.alerts, alertRules(config, { model: model.name, bands, drift: true }));
  writeFileWhole(files.details, `${JSON.stringify(details, null, 2)}\n`);
  return details;
}
