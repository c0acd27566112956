import type { MetricValue } from "../stage/outputs.ts";
import { figure } from "./format.ts";

/** A metric with its interval as text. */
export function withInterval(metric: MetricValue | undefined): string {
  if (!metric) return "–";
  if (metric.value === null) return metric.reason ?? "undefined";
  return metric.interval ? `${figure(metric.value)} [${figure(metric.interval[0])}, ${figure(metric.interval[1])}]` : figure(metric.value);
}
