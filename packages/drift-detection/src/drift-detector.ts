import { type Logger, setupLogger } from "@mlops/core";
import type { TableLike } from "@mlops/core/table";
import { type DriftResult, MLOpsError, MonitoringConfig, type MonitoringOptions, parseConfig } from "@mlops/models";

/** Which columns are compared, and how. Columns that neither list names are typed by their kind. */
export interface DriftOptions {
  readonly categoricalFeatures?: readonly string[];
  readonly numericalFeatures?: readonly string[];
}

/** Detection on worker threads: the same result. */
export interface AsyncDriftOptions extends DriftOptions {
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Detects data and concept drift between a reference table and a current one.
 * The configuration is checked now; detection itself is not built yet: every method throws `NOT_SUPPORTED`.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new DriftDetector({ alpha: 0.01 }).config.driftShare // => 0.5
 */
export class DriftDetector {
  readonly config: MonitoringConfig;
  readonly logger: Logger = setupLogger("drift_detector");

  constructor(config: MonitoringOptions) {
    this.config = parseConfig(MonitoringConfig, config, "monitoringConfig");
  }

  /** Compares each feature of two tables. @throws MLOpsError `NOT_SUPPORTED` */
  detectDrift(_referenceData: TableLike, _currentData: TableLike, _options: DriftOptions = {}): DriftResult {
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "drift detection" });
  }

  /** `detectDrift` on worker threads. Rejects with MLOpsError `NOT_SUPPORTED`. */
  async detectDriftAsync(_referenceData: TableLike, _currentData: TableLike, _options: AsyncDriftOptions = {}): Promise<DriftResult> {
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "drift detection on worker threads" });
  }

  /** Looks for a change of the target given the features. @throws MLOpsError `NOT_SUPPORTED` */
  detectConceptDrift(_referenceData: TableLike, _currentData: TableLike, _options: DriftOptions = {}): DriftResult {
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "concept drift detection" });
  }
}
