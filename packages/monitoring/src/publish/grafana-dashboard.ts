import { higherIsBetter, METRICS, type MetricName, metricNames } from "@mlops/core/metrics";
import { MonitoringConfig, type MonitoringOptions, parseConfig } from "@mlops/models";
import { SERIES } from "./series-names.ts";

export interface DashboardOptions {
  /** The model whose series are shown. */
  readonly model: string;
}

const SOURCE = { type: "prometheus", uid: "$datasource" } as const;

export interface Panel {
  readonly id: number;
  readonly type: "timeseries" | "stat";
  readonly title: string;
  readonly description: string;
  readonly datasource: typeof SOURCE;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat: string;
    readonly datasource: typeof SOURCE;
  }[];
  readonly fieldConfig: {
    readonly defaults: { readonly unit: string; readonly thresholds: Steps; readonly custom?: object };
    readonly overrides: [];
  };
}

interface Steps {
  readonly mode: "absolute";
  readonly steps: readonly { readonly color: string; readonly value: number | null }[];
}

type Bounds = MonitoringConfig["thresholds"][string];

/** What differs between panels; a line is a query and its legend. */
interface Drawn extends Pick<Panel, "type" | "title" | "description"> {
  readonly unit: string;
  readonly bounds?: Bounds | undefined;
  readonly lines: readonly (readonly [expr: string, legend: string])[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly tags: readonly string[];
  readonly timezone: "utc";
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: { readonly list: readonly object[] };
  readonly panels: readonly Panel[];
}

/**
 * A Grafana dashboard of the series that `prometheusMetrics` publishes: one panel per metric with its interval and its thresholds as coloured
 * ranges, the rows behind them and the end of the latest window. The metrics are those of `metrics` and `thresholds`; a single panel shows all of them where both are empty.
 * @throws ConfigError `CONFIG_INVALID`, `PARAMETER_INVALID` for a metric that does not exist
 * @example grafanaDashboard({ metrics: ["auc"] }, { model: "churn" }).panels.map((panel) => panel.title) // => ["auc", "Rows evaluated", "End of the latest window"]
 */
export function grafanaDashboard(config: MonitoringOptions, { model }: DashboardOptions): Dashboard {
  const { metrics = [], thresholds } = parseConfig(MonitoringConfig, config, "monitoringConfig");
  const names = [...new Set([...metrics, ...Object.keys(thresholds)])];
  for (const name of names) higherIsBetter(name);
  const of = (metric?: string) =>
    `{model=${JSON.stringify(model)},version=~"$version"${metric === undefined ? "" : `,metric=${JSON.stringify(metric)}`}}`;
  const performance = names.map(
    (name): Drawn => ({
      type: "timeseries",
      title: name,
      description: METRICS[name as MetricName].meaning,
      unit: unitOf(name),
      bounds: thresholds[name],
      lines: [
        [`${SERIES.value.name}${of(name)}`, "version {{version}}"],
        [`${SERIES.low.name}${of(name)}`, "version {{version}}, lower end"],
        [`${SERIES.high.name}${of(name)}`, "version {{version}}, upper end"],
      ],
    }),
  );
  const all: Drawn = {
    type: "timeseries",
    title: "Performance",
    description: "All metrics of the latest window",
    unit: "none",
    lines: [[`${SERIES.value.name}${of()}`, "{{metric}}, version {{version}}"]],
  };
  const rows: Drawn = {
    type: "timeseries",
    title: "Rows evaluated",
    description: SERIES.rows.help,
    unit: "short",
    lines: [[`${SERIES.rows.name}${of()}`, "version {{version}}"]],
  };
  const end: Drawn = {
    type: "stat",
    title: "End of the latest window",
    description: SERIES.end.help,
    unit: "dateTimeAsIso",
    lines: [[`${SERIES.end.name}${of()} * 1000`, "version {{version}}"]],
  };
  const panels = [...(performance.length > 0 ? performance : [all]), rows, end].map(
    (given, at): Panel => ({
      id: at + 1,
      type: given.type,
      title: given.title,
      description: given.description,
      datasource: SOURCE,
      gridPos: { h: 8, w: 12, x: (at % 2) * 12, y: Math.floor(at / 2) * 8 },
      targets: given.lines.map(([expr, legend], line) => ({
        refId: "ABC".charAt(line),
        expr,
        legendFormat: legend,
        datasource: SOURCE,
      })),
      fieldConfig: {
        defaults: {
          unit: given.unit,
          thresholds: stepsOf(given.bounds),
          ...(given.type === "stat" ? {} : { custom: { thresholdsStyle: { mode: "area" } } }),
        },
        overrides: [],
      },
    }),
  );
  const version = `label_values(${SERIES.rows.name}{model=${JSON.stringify(model)}}, version)`;
  return {
    uid: uidOf(model),
    title: `Model performance: ${model}`,
    schemaVersion: 39,
    tags: ["mlops"],
    timezone: "utc",
    time: { from: "now-30d", to: "now" },
    templating: {
      list: [
        { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" },
        {
          name: "version",
          label: "Version",
          type: "query",
          datasource: SOURCE,
          query: version,
          refresh: 2,
          includeAll: true,
          multi: true,
          allValue: ".+",
        },
      ],
    },
    panels,
  };
}

const SHARES = new Set<string>(
  [...metricNames("binary"), ...metricNames("multiclass"), "mape"].filter((name) => name !== "log_loss" && name !== "brier"),
);

function unitOf(metric: string): string {
  return SHARES.has(metric) ? "percentunit" : "none";
}

/** Green inside the threshold, red outside. */
function stepsOf(threshold: Bounds | undefined): Steps {
  const { min, max } = threshold ?? {};
  const inside =
    min === undefined
      ? [{ color: "green", value: null }]
      : [
          { color: "red", value: null },
          { color: "green", value: min },
        ];
  return { mode: "absolute", steps: max === undefined ? inside : [...inside, { color: "red", value: max }] };
}

/** Grafana takes at most 40 letters, digits, - and _. */
function uidOf(model: string): string {
  return `mlops-${model.replace(/[^\w-]/g, "-")}`.slice(0, 40);
}
