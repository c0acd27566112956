import { higherIsBetter, METRICS, type MetricName, type MetricTask, metricNames } from "@mlops/core/metrics";
import { ConfigError, DriftResult, type Json, StatusEnum } from "@mlops/models";
import type { OutcomeRows } from "./outcomes.ts";
import { type Band, bandOf, outsideOf, spans } from "./reference-band.ts";
import { metricOfRows, needsScores } from "./row-metric.ts";

export interface WindowDriftOptions {
  /** The metric that decides: accuracy of classes, mean absolute error of numbers when absent. */
  readonly metric?: string | undefined;
  readonly windowRows: number;
  /** Windows with fewer rows raise no alarm. */
  readonly minRows: number;
}

/** The metric that decides. @throws ConfigError `PARAMETER_INVALID` where it is none of the task, or needs scores that are not there */
export function decidingMetric(named: string | undefined, classes: number, scored: boolean): string {
  const task: MetricTask = classes === 0 ? "regression" : classes > 2 ? "multiclass" : "binary";
  const metric = named ?? (classes === 0 ? "mae" : "accuracy");
  higherIsBetter(metric);
  if (!METRICS[metric as MetricName].tasks.includes(task)) {
    const hint = `metrics of ${task} models: ${[...metricNames(task), ...metricNames(task, { further: true })].join(", ")}`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "metric", detail: `${metric} is no ${task} metric`, hint });
  }
  if (needsScores(metric) && !scored)
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "metric", detail: `${metric} needs scores` });
  return metric;
}

/** Compares a metric on windows of rows with its band on the reference's windows: a window on the worse side of it is an alarm. */
export function windowDrift(reference: OutcomeRows, current: OutcomeRows, classes: number, options: WindowDriftOptions): DriftResult {
  const { windowRows, minRows } = options;
  const metric = decidingMetric(options.metric, classes, reference.scores !== null && current.scores !== null);
  const bounds: readonly [number, number] =
    classes === 0
      ? [metric === "r2" ? Number.NEGATIVE_INFINITY : 0, Number.POSITIVE_INFINITY]
      : [["mcc", "cohen_kappa"].includes(metric) ? -1 : 0, 1];
  const band = bandOf(
    spans(reference.rows.length, windowRows).map(({ start, end }) => metricOfRows(metric, reference, classes, start, end).value),
    metric === "log_loss" ? [0, Number.POSITIVE_INFINITY] : bounds,
  );
  if (band === null) return tooFew("the reference has fewer than two windows where the metric is defined", metric);
  const windows = spans(current.rows.length, windowRows).map(({ start, end }) => {
    const { value, interval, reason } = metricOfRows(metric, current, classes, start, end);
    const place = { start: current.rows[start] as number, end: (current.rows[end - 1] as number) + 1, n: end - start };
    const outside = end - start < minRows ? null : outsideOf(value, band);
    return { ...place, partial: end - start < windowRows, value, interval, ...(reason === undefined ? {} : { reason }), outside };
  });
  return bandVerdict({ method: "windows", metric, band, windows, n: current.rows.length, missing: current.missing, estimated: false });
}

/** A window of which the metric was measured or estimated. */
export interface JudgedWindow {
  readonly start: number;
  readonly end: number;
  readonly n: number;
  readonly value: number | null;
  readonly outside: "below" | "above" | null;
}

interface Judged {
  readonly method: "windows" | "cbpe";
  readonly metric: string;
  readonly band: Band;
  readonly windows: readonly JudgedWindow[];
  readonly n: number;
  readonly missing: number;
  /** Estimated without labels. */
  readonly estimated: boolean;
  readonly more?: Readonly<Record<string, Json>>;
}

/** Drift is where a window lies on the worse side of the band. */
export function bandVerdict({ metric, band, windows, n, missing, method, estimated, more }: Judged): DriftResult {
  const worse = higherIsBetter(metric) ? "below" : "above";
  const alarms = windows.filter(({ outside }) => outside === worse);
  const hasDrift = alarms.length > 0;
  const first = alarms[0];
  const what = `${estimated ? "estimated " : ""}${metric}`;
  const bound = (worse === "below" ? band.low : band.high).toPrecision(3);
  const how = estimated ? " (labels are not known: estimated from the scores, which cannot show a change of the relation itself)" : "";
  const message = first
    ? `${what} ${first.value?.toPrecision(3)} from row ${first.start} is ${worse} the reference's band, which ends at ${bound}; ${alarms.length} of ${windows.length} windows${how}`
    : `${what} stays within the reference's band in ${windows.length} windows${how}`;
  return DriftResult.parse({
    status: hasDrift ? StatusEnum.WARNING : StatusEnum.SUCCESS,
    message,
    details: {
      ...{ method, estimated, metric, band: finite(band), n, missing },
      windows: windows.map((window) => ({ ...window })),
      alarms: alarms.map(({ start }) => start),
      ...more,
    },
    hasDrift,
    driftScore: windows.length === 0 ? 0 : alarms.length / windows.length,
  });
}

/** JSON knows no infinity: an open end is null. */
function finite({ low, high }: Band): { low: number | null; high: number | null } {
  return { low: Number.isFinite(low) ? low : null, high: Number.isFinite(high) ? high : null };
}

export function tooFew(message: string, method: string): DriftResult {
  return DriftResult.parse({ status: StatusEnum.SKIPPED, message, details: { method, reason: "insufficient_data" } });
}
