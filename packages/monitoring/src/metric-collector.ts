import { type Logger, setupLogger } from "@mlops/core";
import { higherIsBetter } from "@mlops/core/metrics";
import type { Series } from "@mlops/core/table";
import { ConfigError, MonitoringConfig, type MonitoringOptions, parseConfig, Result } from "@mlops/models";
import { chosenMetrics, measure, taskOf } from "./performance/measure.ts";
import { measuredRows } from "./performance/measured-rows.ts";
import type { Breach, PerformanceDetails, WindowPerformance } from "./performance/performance-details.ts";
import { cutWindows } from "./windows/cut-windows.ts";
import { instantsOf } from "./windows/instants.ts";

export interface CollectOptions {
  /** Score or probability of the positive class of two; for AUC, average precision, log loss and Brier score. */
  readonly scores?: Series;
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
    for (const name of [...(this.config.metrics ?? []), ...Object.keys(this.config.thresholds)]) higherIsBetter(name);
    const { by, size } = this.config.window;
    if ((by === "rows") === (typeof size === "number")) return;
    const detail = by === "rows" ? `"${size}" is no number of rows` : `${size} is no calendar unit`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "monitoringConfig.window.size", detail });
  }

  /**
   * Metrics with n and a 95% interval; one that is undefined on its rows is null with a reason. `details` are `PerformanceDetails`.
   * Text, booleans and few whole numbers are classes, other numbers are a regression's (or as `task` says). Rows without a timestamp,
   * truth, prediction or score are left out and counted. Without timestamps there are no windows of time. A window with at least
   * `minRows` rows outside a threshold gives the status `warning`.
   * @throws DataError `COLUMN_LENGTH`, `COLUMN_TYPE`, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID`
   * @example
   * const result = new MetricCollector({}).collectMetrics([1, 0, 1], [1, 1, 1], ["2024-02-28", "2024-02-29", "2024-02-29"]);
   * result.details.windows.map((window) => [window.start, window.n, window.metrics.accuracy.value]) // => [["2024-02-28T00:00:00.000Z", 1, 1], ["2024-02-29T00:00:00.000Z", 2, 0.5]]
   */
  collectMetrics(yTrue: Series, yPred: Series, timestamps?: Series, options: CollectOptions = {}): Result {
    const instants = timestamps === undefined ? undefined : instantsOf(timestamps);
    const data = measuredRows({ yTrue, yPred, scores: options.scores, instants }, this.config);
    const names = chosenMetrics(taskOf(data), data.scores !== null, this.config.metrics);
    const rows = Uint32Array.from(data.truth.keys());
    const place = this.config.window.by === "rows" ? (at: number) => at : (at: number) => new Date(at).toISOString();
    const windows = cutWindows(rows, data.instants, this.config.window).map((window) => ({
      start: place(window.start),
      end: place(window.end),
      n: window.rows.length,
      partial: window.partial,
      metrics: measure(data, window.rows, names),
    }));
    const breaches = windows.flatMap((window) => this.#breachesOf(window));
    const details = {
      task: taskOf(data),
      overall: { n: rows.length, metrics: measure(data, rows, names) },
      windows,
      excluded: data.excluded,
      breaches,
    } satisfies PerformanceDetails;
    const found = `${rows.length} rows in ${windows.length} windows`;
    return Result.parse({
      status: breaches.length > 0 || rows.length === 0 ? "warning" : "success",
      message: `${found}${breaches.length === 0 ? "" : `; ${breaches.length} metrics outside their thresholds, first: ${inWords(breaches[0] as Breach)}`}`,
      details,
    });
  }

  #breachesOf({ start, n, metrics }: WindowPerformance): Breach[] {
    if (n < this.config.minRows) return [];
    return Object.entries(this.config.thresholds).flatMap(([metric, { min, max }]): Breach[] => {
      const value = metrics[metric]?.value;
      if (value === undefined || value === null) return [];
      if (min !== undefined && value < min) return [{ metric, start, value, bound: "min", threshold: min }];
      return max !== undefined && value > max ? [{ metric, start, value, bound: "max", threshold: max }] : [];
    });
  }
}

function inWords({ metric, start, value, bound, threshold }: Breach): string {
  return `${metric} ${value.toPrecision(3)} is ${bound === "min" ? "below" : "above"} ${threshold} from ${start}`;
}
