import { type Logger, setupLogger } from "@mlops/core/logging";
import { higherIsBetter } from "@mlops/core/metrics";
import type { PerformanceDetails } from "@mlops/core/stage";
import type { Series } from "@mlops/core/table";
import { MonitoringConfig, type MonitoringOptions, parseConfig, Result } from "@mlops/models";
import { measuredRows } from "./performance/measured-rows.ts";
import { breachesInWords, performanceOf } from "./performance/performance-of.ts";
import { instantsOf } from "./windows/instants.ts";
import { checkWindow, windowsOf } from "./windows/windows-of.ts";

export interface CollectOptions {
  /** Score or probability of the positive class of two; for AUC, average precision, log loss and Brier score. */
  readonly scores?: Series;
  /** Probability of each class, by its name: for the metrics of several classes that need them. */
  readonly probabilities?: Readonly<Record<string, Series>>;
  /** Columns, by name, per value of which the metrics are computed too: `details.slices`. */
  readonly slices?: Readonly<Record<string, Series>>;
  /** What rows of one window share, where windows are by value. */
  readonly groups?: Series;
  /** The `details` that `collectMetrics` gave of reference rows: windows are judged by them too, as `referenceBand` says. */
  readonly reference?: PerformanceDetails;
}

/**
 * A model's performance over time: metrics of predictions against true values, overall and per window.
 * @throws ConfigError `CONFIG_INVALID`; `PARAMETER_INVALID` for a metric that does not exist or a window's size that does not fit `by`
 * @example new MetricCollector({ window: { by: "rows", size: 500 } }).config.window.size // => 500
 */
export class MetricCollector {
  readonly config: MonitoringConfig;
  readonly logger: Logger = setupLogger("metric_collector");

  constructor(config: MonitoringOptions) {
    this.config = parseConfig(MonitoringConfig, config, "monitoringConfig");
    const { metrics = [], thresholds, referenceBand } = this.config;
    for (const name of [...metrics, ...Object.keys(thresholds), ...(referenceBand.metrics ?? [])]) higherIsBetter(name);
    checkWindow(this.config.window);
  }

  /**
   * Metrics with n and a 95% interval; one that is undefined on its rows is null with a reason. `details` are `PerformanceDetails`.
   * Text, booleans and few whole numbers are classes, other numbers are a regression's (or as `task` says). Rows without a timestamp,
   * truth, prediction or score are left out and counted. Without timestamps there are no windows of time, and all rows are judged as one.
   * A window with at least `minRows` rows outside a threshold, or whose whole 95% interval of a judged metric lies beyond the limit of `reference`,
   * gives the status `warning`.
   * @throws DataError `COLUMN_LENGTH`, `COLUMN_TYPE`, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID`
   * @example
   * const result = new MetricCollector({}).collectMetrics([1, 0, 1], [1, 1, 1], ["2024-02-28", "2024-02-29", "2024-02-29"]);
   * result.details.windows.map((window) => [window.start, window.n, window.metrics.accuracy.value]) // => [["2024-02-28T00:00:00.000Z", 1, 1], ["2024-02-29T00:00:00.000Z", 2, 0.5]]
   */
  collectMetrics(yTrue: Series, yPred: Series, timestamps?: Series, options: CollectOptions = {}): Result {
    const instants = timestamps === undefined ? undefined : instantsOf(timestamps);
    const data = measuredRows({ yTrue, yPred, scores: options.scores, probabilities: options.probabilities, instants }, this.config);
    const windows = windowsOf(data.rows, { instants, groups: options.groups }, this.config.window);
    const details = performanceOf(data, windows, this.config, options.reference, options.slices);
    const { breaches } = details;
    const n = data.rows.length;
    const found = `${n} rows in ${windows.length} windows`;
    return Result.parse({
      status: breaches.length > 0 || n === 0 ? "warning" : "success",
      message: breaches.length === 0 ? found : `${found}; ${breaches.length} metrics out of bounds: ${breachesInWords(breaches)}`,
      details,
    });
  }
}
