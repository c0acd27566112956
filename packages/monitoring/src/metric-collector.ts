import { type Logger, setupLogger } from "@mlops/core";
import type { Series } from "@mlops/core/table";
import { MLOpsError, MonitoringConfig, type MonitoringOptions, parseConfig, type Result } from "@mlops/models";

/**
 * Collects a model's performance over time.
 * The configuration is checked now; collecting is not built yet: `collectMetrics` throws `NOT_SUPPORTED`.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new MetricCollector({ window: { by: "rows", size: 500 } }).config.window.size // => 500
 */
export class MetricCollector {
  readonly config: MonitoringConfig;
  readonly logger: Logger = setupLogger("metric_collector");

  constructor(config: MonitoringOptions) {
    this.config = parseConfig(MonitoringConfig, config, "monitoringConfig");
  }

  /** Metrics of predictions against true values, per window of `timestamps` where they are given. @throws MLOpsError `NOT_SUPPORTED` */
  collectMetrics(_yTrue: Series, _yPred: Series, _timestamps?: Series): Result {
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "collecting metrics" });
  }
}
