import { higherIsBetter } from "@mlops/core/metrics";
import type { Breach, MetricValue, PerformanceDetails, ReferenceBand, WindowPerformance } from "@mlops/core/stage";
import type { MonitoringConfig } from "@mlops/models";

/** The metric judged where none is named: the first of these that the reference rows define. */
const JUDGED = ["auc", "accuracy", "rmse"];

/** Standard deviations of a metric between windows that are still as usual. */
const USUAL = 2;

/** Half the width of a 95% interval in standard errors. */
const HALF = 1.959963984540054;

type Settings = Pick<MonitoringConfig, "referenceBand" | "minRows">;

/**
 * How far each judged metric may fall short, from the performance on reference rows. With m the mean of the metric over the reference's own windows with at
 * least `minRows` rows, and s its standard deviation between them beyond their sampling noise, the limit is m less the greater of `margin` of it and 2 s, but
 * not above the lower end of the 95% interval of all reference rows. Where less is better it is the same upwards. With fewer than two windows m is the value
 * on all rows and s is 0. A metric that is undefined on the reference has no band.
 */
export function referenceBands(reference: PerformanceDetails, { referenceBand, minRows }: Settings): ReferenceBand[] {
  if (!referenceBand.enabled) return [];
  const { metrics } = reference.overall;
  const names = referenceBand.metrics ?? [JUDGED.find((name) => typeof metrics[name]?.value === "number")];
  return names.flatMap((metric): ReferenceBand[] => {
    const overall = metric === undefined ? undefined : metrics[metric];
    if (metric === undefined || overall === undefined || overall.value === null) return [];
    const { value, interval, n } = overall;
    const known = reference.windows.flatMap(({ n: rows, metrics: { [metric]: found } }) => (rows >= minRows && found ? [found] : []));
    const { mean, spread } = betweenWindows(known) ?? { mean: value, spread: 0 };
    const usual = Math.max(referenceBand.margin * Math.abs(mean), USUAL * spread);
    const better = higherIsBetter(metric);
    const limit = better ? Math.min(mean - usual, interval?.[0] ?? value) : Math.max(mean + usual, interval?.[1] ?? value);
    return [{ metric, value, interval, n, mean, spread, limit, bound: better ? "min" : "max" }];
  });
}

/**
 * Mean over windows, and the standard deviation between them that their sampling noise does not explain: the variance of the values less the mean of their
 * squared standard errors, at least 0 (the method of moments of Hedges and Olkin). Undefined for fewer than two windows with an interval.
 */
function betweenWindows(windows: readonly MetricValue[]): { mean: number; spread: number } | undefined {
  const known = windows.flatMap(({ value, interval }) =>
    value === null || interval === null ? [] : [{ value, noise: ((interval[1] - interval[0]) / 2 / HALF) ** 2 }],
  );
  const count = known.length;
  if (count < 2) return undefined;
  const mean = known.reduce((sum, { value }) => sum + value, 0) / count;
  const variance = known.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (count - 1);
  const noise = known.reduce((sum, each) => sum + each.noise, 0) / count;
  return { mean, spread: Math.sqrt(Math.max(0, variance - noise)) };
}

/** The judged metrics whose whole interval lies beyond their limit in this window. Without an interval nothing can be said. */
export function bandBreaches(
  window: Pick<WindowPerformance, "label" | "start" | "n" | "metrics">,
  bands: readonly ReferenceBand[],
  minRows: number,
): Breach[] {
  if (window.n < minRows) return [];
  return bands.flatMap(({ metric, limit, bound }): Breach[] => {
    const { value, interval } = window.metrics[metric] ?? ({ value: null, interval: null } as MetricValue);
    if (value === null || interval === null) return [];
    const beyond = bound === "min" ? interval[1] < limit : interval[0] > limit;
    return beyond ? [{ metric, window: window.label, start: window.start, value, bound, threshold: limit, by: "reference" }] : [];
  });
}
