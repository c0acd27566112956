import { higherIsBetter } from "@mlops/core/metrics";
import type { ReferenceBand } from "@mlops/core/stage";
import { MonitoringConfig, type MonitoringOptions, parseConfig } from "@mlops/models";
import { SERIES } from "./series-names.ts";

export interface AlertOptions {
  /** The model whose series are watched. */
  readonly model: string;
  /** How long a bound must be broken before the alert fires, as Prometheus writes it. Default `5m`. */
  readonly hold?: string;
  /** Bands of the reference rows (`details.bands`): one alert per metric. */
  readonly bands?: readonly Pick<ReferenceBand, "metric" | "bound">[];
  /** An alert for drift, whose series a monitoring stage publishes. Default false. */
  readonly drift?: boolean;
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly severity: "critical" | "warning";
  readonly summary: string;
}

/**
 * Prometheus alert rules (YAML) of the thresholds in the configuration: one alert per bound, which windows of fewer than `minRows` rows do not
 * raise, and one for a metric that has stopped being published; one per band of the reference rows; one for drift where it is asked for.
 * @throws ConfigError `CONFIG_INVALID`, `PARAMETER_INVALID` for a threshold of a metric that does not exist
 * @example alertRules({ thresholds: { auc: { min: 0.8 } } }, { model: "churn" }).includes("MlopsAucBelowMinimum") // => true
 */
export function alertRules(config: MonitoringOptions, options: AlertOptions): string {
  const { model, hold = "5m", bands = [], drift = false } = options;
  const settings = parseConfig(MonitoringConfig, config, "monitoringConfig");
  for (const metric of Object.keys(settings.thresholds)) higherIsBetter(metric);
  const rules = [
    ...thresholdRules(settings, model),
    ...bands.map((band) => bandRule(band, settings.minRows, model)),
    ...(drift ? [driftRule(model)] : []),
  ].map((rule) => yamlOf(rule, hold, model));
  return `groups:\n  - name: ${JSON.stringify(`mlops ${model}`)}\n    rules:${rules.length === 0 ? " []" : `\n${rules.join("\n")}`}\n`;
}

function thresholdRules({ thresholds, minRows }: MonitoringConfig, model: string): Rule[] {
  return Object.entries(thresholds).flatMap(([metric, { min, max }]): Rule[] => {
    const chosen = series("value", model, metric);
    const bound = (name: string, sign: string, limit: number, words: string): Rule => ({
      alert: nameOf(metric, name),
      expr: `${chosen} ${sign} ${limit} ${enough(model, minRows)}`,
      severity: "critical",
      summary: `${metric} is {{ $value }}, ${words} ${limit}`,
    });
    return [
      ...(min === undefined ? [] : [bound("BelowMinimum", "<", min, "below")]),
      ...(max === undefined ? [] : [bound("AboveMaximum", ">", max, "above")]),
      { alert: nameOf(metric, "Missing"), expr: `absent(${chosen})`, severity: "warning", summary: `${metric} is not published` },
    ];
  });
}

/** The whole interval of the latest window lies beyond the limit. */
function bandRule({ metric, bound }: Pick<ReferenceBand, "metric" | "bound">, minRows: number, model: string): Rule {
  const [end, sign, words] = bound === "min" ? (["high", "<", "below"] as const) : (["low", ">", "above"] as const);
  const limit = `on (model, version, metric) ${series("limit", model, metric)}`;
  return {
    alert: nameOf(metric, bound === "min" ? "BelowReference" : "AboveReference"),
    expr: `${series(end, model, metric)} ${sign} ${limit} ${enough(model, minRows)}`,
    severity: "critical",
    summary: `the interval of ${metric} ends at {{ $value }}, ${words} what the reference rows let expect`,
  };
}

function driftRule(model: string): Rule {
  const summary = "the table has drifted from the reference";
  return { alert: "MlopsDrift", expr: `${series("drifted", model)} > 0`, severity: "warning", summary };
}

const nameOf = (metric: string, what: string): string => `Mlops${metric.split("_").map(capital).join("")}${what}`;

const enough = (model: string, minRows: number): string => `and on (model, version) ${series("rows", model)} >= ${minRows}`;

/** PromQL takes the escapes of JSON. */
function series(name: keyof typeof SERIES, model: string, metric?: string): string {
  const matchers = { model, ...(metric === undefined ? {} : { metric }) };
  return `${SERIES[name].name}{${Object.entries(matchers)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",")}}`;
}

function yamlOf({ alert, expr, severity, summary }: Rule, hold: string, model: string): string {
  const text = (value: string) => JSON.stringify(value);
  return [
    `      - alert: ${alert}`,
    `        expr: ${text(expr)}`,
    `        for: ${text(hold)}`,
    `        labels: { severity: ${severity}, model: ${text(model)} }`,
    `        annotations: { summary: ${text(summary)} }`,
  ].join("\n");
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
