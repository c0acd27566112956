import { higherIsBetter } from "@mlops/core/metrics";
import type { ReferenceBand } from "@mlops/core/stage";
import { MonitoringConfig, type MonitoringOptions, parseConfig } from "@mlops/models";
import {
  allMetricsPanel,
  type Bounds,
  type Drawn,
  driftPanels,
  metricPanel,
  seriesPanel,
  servingPanels,
  windowEndPanel,
} from "./dashboard-panels.ts";
import { SERIES } from "./series-names.ts";

export interface DashboardOptions {
  /** The model whose series are shown. */
  readonly model: string;
  /** Bands of the reference rows (`details.bands`), drawn as limits. */
  readonly bands?: readonly Pick<ReferenceBand, "metric">[];
  /** Panels of the metrics. Default true. */
  readonly performance?: boolean;
  /** Panels of drift, whose series a monitoring stage publishes. Default none. */
  readonly drift?: boolean;
  /** A panel of the drift of the predictions. Default none. */
  readonly predictions?: boolean;
  /** A panel of label coverage. Default none. */
  readonly labels?: boolean;
  /** The end of the latest window, which only windows of time have. Default true. */
  readonly windowEnd?: boolean;
  /** Panels of the model server's requests and latency. Default none. */
  readonly serving?: boolean;
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
 * ranges, the rows behind them and the end of the latest window. The metrics are those of `metrics`, `thresholds` and `bands`; a single panel shows all of
 * them where these name none.
 * @throws ConfigError `CONFIG_INVALID`, `PARAMETER_INVALID` for a metric that does not exist
 * @example grafanaDashboard({ metrics: ["auc"] }, { model: "churn" }).panels.map((panel) => panel.title) // => ["auc", "Rows evaluated", "End of the latest window"]
 */
export function grafanaDashboard(config: MonitoringOptions, options: DashboardOptions): Dashboard {
  const settings = parseConfig(MonitoringConfig, config, "monitoringConfig");
  const { model } = options;
  return {
    uid: uidOf(model),
    title: `Model monitoring: ${model}`,
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
          query: `label_values(${SERIES[options.drift ? "drifted" : "rows"].name}{model=${JSON.stringify(model)}}, version)`,
          refresh: 2,
          includeAll: true,
          multi: true,
          allValue: ".+",
        },
      ],
    },
    panels: drawnPanels(settings, options).map(panelOf),
  };
}

function drawnPanels(settings: MonitoringConfig, options: DashboardOptions): Drawn[] {
  const { metrics = [], thresholds } = settings;
  const { model, bands = [], performance = true, drift, predictions, labels, serving, windowEnd = true } = options;
  const banded = bands.map(({ metric }) => metric);
  const named = [...metrics, ...Object.keys(thresholds)];
  for (const name of named) higherIsBetter(name);
  const names = [...new Set([...banded, ...named])];
  const measured = [
    ...names.map((name) => metricPanel(model, name, thresholds[name], banded.includes(name))),
    ...(named.length === 0 ? [allMetricsPanel(model)] : []),
    seriesPanel(model, "rows", "Rows evaluated", "short"),
    ...(windowEnd ? [windowEndPanel(model)] : []),
    ...(drift ? [seriesPanel(model, "breached", "Windows out of bounds", "short")] : []),
  ];
  return [
    ...(performance ? measured : []),
    ...(labels ? [seriesPanel(model, "coverage", "Rows with a label", "percentunit")] : []),
    ...(drift ? driftPanels(model, settings) : []),
    ...(predictions ? [seriesPanel(model, "said", "Drift of the predictions", "none")] : []),
    ...(serving ? servingPanels(model) : []),
  ];
}

function panelOf(given: Drawn, at: number): Panel {
  return {
    id: at + 1,
    type: given.type,
    title: given.title,
    description: given.description,
    datasource: SOURCE,
    gridPos: { h: 8, w: 12, x: (at % 2) * 12, y: Math.floor(at / 2) * 8 },
    targets: given.lines.map(([expr, legendFormat], line) => ({ refId: "ABCD".charAt(line), expr, legendFormat, datasource: SOURCE })),
    fieldConfig: {
      defaults: {
        unit: given.unit,
        thresholds: stepsOf(given.bounds),
        ...(given.type === "stat" ? {} : { custom: { thresholdsStyle: { mode: given.bounds === undefined ? "off" : "area" } } }),
      },
      overrides: [],
    },
  };
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
