import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ServedModel } from "./served-model.ts";

export interface ServingMetrics {
  readonly registry: Registry;
  /** One answered request of a model: rows are counted when it succeeded. */
  observe(model: string, version: string, status: number, seconds: number, rows: number): void;
  /** The versions that are served from now on. */
  serving(models: readonly ServedModel[]): void;
  /** Rows that the inference log has on disk. */
  readonly logged: (rows: number) => void;
  /** Rows that the inference log gave up: it never makes a request wait. */
  readonly dropped: (rows: number) => void;
}

const BUCKETS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** The Prometheus metrics of one server, in a registry of its own. */
export function servingMetrics(): ServingMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "mlops_" });
  for (const what of ["handles", "requests", "resources"]) registry.removeSingleMetric(`mlops_nodejs_active_${what}_total`); // gauges, named as counters
  const requests = new Counter({
    name: "mlops_requests_total",
    help: "Requests for predictions by status.",
    labelNames: ["model", "version", "status"],
    registers,
  });
  const errors = new Counter({
    name: "mlops_request_errors_total",
    help: "Requests that were not answered with predictions, by status.",
    labelNames: ["model", "version", "status"],
    registers,
  });
  const rowsTotal = new Counter({ name: "mlops_rows_total", help: "Rows scored.", labelNames: ["model", "version"], registers });
  const latency = new Histogram({
    name: "mlops_request_duration_seconds",
    help: "Time from the request's headers to its answer.",
    labelNames: ["model", "version"],
    buckets: BUCKETS,
    registers,
  });
  const info = new Gauge({ name: "mlops_model_info", help: "1 for each version served.", labelNames: ["model", "version"], registers });
  const logged = new Counter({ name: "mlops_inference_log_rows_total", help: "Rows in the inference log, on disk.", registers });
  const dropped = new Counter({
    name: "mlops_inference_log_dropped_rows_total",
    help: "Rows missing from the inference log: its buffer was full or the disk refused.",
    registers,
  });
  return {
    registry,
    observe(model, version, status, seconds, rows) {
      requests.inc({ model, version, status });
      latency.observe({ model, version }, seconds);
      if (status < 400) rowsTotal.inc({ model, version }, rows);
      else errors.inc({ model, version, status });
    },
    serving(models) {
      info.reset();
      for (const { versions } of models) for (const { name, version } of versions) info.set({ model: name, version }, 1);
    },
    logged: (rows) => logged.inc(rows),
    dropped: (rows) => dropped.inc(rows),
  };
}
