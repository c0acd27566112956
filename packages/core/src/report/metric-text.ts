import type { MetricValue } from "../stage/outputs.ts";
import { figure } from "./format.ts";
import { type Html, html } from "./html.ts";

/** A metric with its interval below it: narrower than in one line. */
export function aboveInterval(metric: MetricValue | undefined): string | Html {
  if (!metric?.interval) return withInterval(metric);
  const [low, high] = metric.interval;
  return html`${figure(metric.value)}<br><small class="soft">${figure(low)} – ${figure(high)}</small>`;
}

/** A metric with its interval as text. */
export function withInterval(metric: MetricValue | undefined): string {
  if (!metric) return "–";
  if (metric.value === null) return metric.reason ?? "undefined";
  return metric.interval ? `${figure(metric.value)} [${figure(metric.interval[0])}, ${figure(metric.interval[1])}]` : figure(metric.value);
}
