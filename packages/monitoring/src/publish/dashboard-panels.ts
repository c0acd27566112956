import { METRICS, type MetricName, metricNames } from "@mlops/core/metrics";
import type { MonitoringConfig } from "@mlops/models";
import { SERIES, SERVING } from "./series-names.ts";

export type Bounds = MonitoringConfig["thresholds"][string];

/** What differs between panels; a line is a query and its legend. */
export interface Drawn {
  readonly type: "timeseries" | "stat";
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly bounds?: Bounds | undefined;
  readonly lines: readonly (readonly [expr: string, legend: string])[];
}

const VERSION = "version {{version}}";

/** The label matchers of a model's series. */
export function matchers(model: string, more: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(more).map(([label, value]) => `,${label}=${JSON.stringify(value)}`);
  return `{model=${JSON.stringify(model)},version=~"$version"${given.join("")}}`;
}

/** A metric with its interval, its thresholds as coloured ranges, and the limit that the reference rows set. */
export function metricPanel(model: string, metric: string, bounds: Bounds | undefined, banded: boolean): Drawn {
  const of = matchers(model, { metric });
  const ends: Drawn["lines"] = [
    [`${SERIES.low.name}${of}`, `${VERSION}, lower end`],
    [`${SERIES.high.name}${of}`, `${VERSION}, upper end`],
  ];
  const limit: Drawn["lines"] = banded ? [[`${SERIES.limit.name}${of}`, `${VERSION}, limit of the reference`]] : [];
  return {
    type: "timeseries",
    title: metric,
    description: METRICS[metric as MetricName].meaning,
    unit: SHARES.has(metric) ? "percentunit" : "none",
    bounds,
    lines: [[`${SERIES.value.name}${of}`, VERSION], ...ends, ...limit],
  };
}

export function allMetricsPanel(model: string): Drawn {
  return {
    type: "timeseries",
    title: "Performance",
    description: "All metrics of the latest window",
    unit: "none",
    lines: [[`${SERIES.value.name}${matchers(model)}`, `{{metric}}, ${VERSION}`]],
  };
}

/** One series as it is. */
export function seriesPanel(model: string, series: keyof typeof SERIES, title: string, unit: string, legend: string = VERSION): Drawn {
  const { name, help } = SERIES[series];
  return { type: "timeseries", title, description: help, unit, lines: [[`${name}${matchers(model)}`, legend]] };
}

export function windowEndPanel(model: string): Drawn {
  const { name, help } = SERIES.end;
  const lines: Drawn["lines"] = [[`${name}${matchers(model)} * 1000`, VERSION]];
  return { type: "stat", title: "End of the latest window", description: help, unit: "dateTimeAsIso", lines };
}

/** Drift of the table, red from the share that is drift on, and of each feature. */
export function driftPanels(model: string, { driftShare, numericEffectFloor }: MonitoringConfig): Drawn[] {
  const share = seriesPanel(model, "share", "Drifted features", "percentunit");
  const effect = seriesPanel(model, "effect", "Drift by feature", "none", "{{feature}}");
  return [
    { ...share, bounds: { max: driftShare } },
    { ...effect, bounds: { max: numericEffectFloor } },
    seriesPanel(model, "driftRows", "Rows compared", "short"),
  ];
}

/** Requests, refusals and latency, from the model server. */
export function servingPanels(model: string): Drawn[] {
  const of = matchers(model);
  const rate = (name: string, by: string): string => `sum by (${by}) (rate(${name}${of}[$__rate_interval]))`;
  const latency = (share: number): string => `histogram_quantile(${share}, ${rate(`${SERVING.seconds}_bucket`, "le, version")})`;
  return [
    {
      type: "timeseries",
      title: "Requests",
      description: "Requests per second by status",
      unit: "reqps",
      lines: [[rate(SERVING.requests, "version, status"), `{{status}}, ${VERSION}`]],
    },
    {
      type: "timeseries",
      title: "Requests refused",
      description: "Requests per second that were not answered with predictions",
      unit: "reqps",
      lines: [[rate(SERVING.errors, "version, status"), `{{status}}, ${VERSION}`]],
    },
    {
      type: "timeseries",
      title: "Latency",
      description: "Time from a request's headers to its answer",
      unit: "s",
      lines: [
        [latency(0.5), `median, ${VERSION}`],
        [latency(0.95), `95%, ${VERSION}`],
      ],
    },
    {
      type: "timeseries",
      title: "Rows scored",
      description: "Rows scored per second",
      unit: "rowsps",
      lines: [[rate(SERVING.rows, "version"), VERSION]],
    },
  ];
}

const SHARES = new Set<string>(
  [...metricNames("binary"), ...metricNames("multiclass"), "mape"].filter((name) => name !== "log_loss" && name !== "brier"),
);
