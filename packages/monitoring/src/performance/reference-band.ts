import { higherIsBetter } from "@mlops/core/metrics";
import type { Breach, MetricValue, PerformanceDetails, ReferenceBand, WindowPerformance } from "@mlops/core/stage";
import type { MonitoringConfig } from "@mlops/models";

/** The metric judged where none is named: the first of these that the reference rows define. */
const JUDGED = ["auc", "accuracy", "rmse"];

type Settings = Pick<MonitoringConfig, "referenceBand" | "minRows">;

/**
 * How far each judged metric may fall short, from the performance on reference rows. The limit is the worst of: the reference's value less `margin` of it
 * (more, where less is better), and the worse end of the 95% interval of all reference rows and of each of the reference's own windows with at least
 * `minRows` rows. So neither the noise of the reference nor what was normal in it is an alarm now: a window whose interval lies wholly beyond the limit
 * shares no value with the interval of any window of the reference. A metric that is undefined on the reference has no band.
 */
export function referenceBands(reference: PerformanceDetails, { referenceBand, minRows }: Settings): ReferenceBand[] {
  if (!referenceBand.enabled) return [];
  const { metrics } = reference.overall;
  const names = referenceBand.metrics ?? [JUDGED.find((name) => typeof metrics[name]?.value === "number")];
  return names.flatMap((metric): ReferenceBand[] => {
    const overall = metric === undefined ? undefined : metrics[metric];
    if (metric === undefined || overall === undefined || overall.value === null) return [];
    const { value, interval, n } = overall;
    const better = higherIsBetter(metric);
    const worstOf = (values: readonly number[]): number => (better ? Math.min(...values) : Math.max(...values));
    const windows = reference.windows.flatMap(({ n: rows, metrics: { [metric]: found } }) => (rows >= minRows && found ? [found] : []));
    const values = windows.flatMap((found) => found.value ?? []);
    const ends = [overall, ...windows].flatMap((found) => found.interval?.[better ? 0 : 1] ?? found.value ?? []);
    const tolerated = referenceBand.margin * Math.abs(value);
    const limit = worstOf([better ? value - tolerated : value + tolerated, ...ends]);
    return [{ metric, value, interval, n, worst: values.length === 0 ? null : worstOf(values), limit, bound: better ? "min" : "max" }];
  });
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
