import { higherIsBetter } from "@mlops/core/metrics";
import { MonitoringConfig, type MonitoringOptions, parseConfig } from "@mlops/models";
import { SERIES } from "./series-names.ts";

export interface AlertOptions {
  /** The model whose series are watched. */
  readonly model: string;
  /** How long a bound must be broken before the alert fires, as Prometheus writes it. Default `5m`. */
  readonly hold?: string;
}

/**
 * Prometheus alert rules (YAML) of the thresholds in the configuration: one alert per bound, which windows of fewer than `minRows` rows do not
 * raise, and one for a metric that has stopped being published.
 * @throws ConfigError `CONFIG_INVALID`, `PARAMETER_INVALID` for a threshold of a metric that does not exist
 * @example alertRules({ thresholds: { auc: { min: 0.8 } } }, { model: "churn" }).includes("MlopsAucBelowMinimum") // => true
 */
export function alertRules(config: MonitoringOptions, { model, hold = "5m" }: AlertOptions): string {
  const { thresholds, minRows } = parseConfig(MonitoringConfig, config, "monitoringConfig");
  const rules = Object.entries(thresholds).flatMap(([metric, { min, max }]) => {
    higherIsBetter(metric);
    const chosen = `${SERIES.value.name}{${matcher("model", model)},${matcher("metric", metric)}}`;
    const enough = `and on (model, version) ${SERIES.rows.name}{${matcher("model", model)}} >= ${minRows}`;
    const title = metric.split("_").map(capital).join("");
    const bound = (name: string, sign: string, limit: number, words: string) =>
      rule(
        `Mlops${title}${name}`,
        `${chosen} ${sign} ${limit} ${enough}`,
        hold,
        model,
        "critical",
        `${metric} is {{ $value }}, ${words} ${limit}`,
      );
    return [
      ...(min === undefined ? [] : [bound("BelowMinimum", "<", min, "below")]),
      ...(max === undefined ? [] : [bound("AboveMaximum", ">", max, "above")]),
      rule(`Mlops${title}Missing`, `absent(${chosen})`, hold, model, "warning", `${metric} is not published`),
    ];
  });
  return `groups:\n  - name: ${JSON.stringify(`mlops ${model}`)}\n    rules:${rules.length === 0 ? " []" : `\n${rules.join("\n")}`}\n`;
}

function rule(alert: string, expr: string, hold: string, model: string, severity: string, summary: string): string {
  const text = (value: string) => JSON.stringify(value);
  return [
    `      - alert: ${alert}`,
    `        expr: ${text(expr)}`,
    `        for: ${text(hold)}`,
    `        labels: { severity: ${severity}, model: ${text(model)} }`,
    `        annotations: { summary: ${text(summary)} }`,
  ].join("\n");
}

/** PromQL takes the escapes of JSON. */
function matcher(label: string, value: string): string {
  return `${label}=${JSON.stringify(value)}`;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
