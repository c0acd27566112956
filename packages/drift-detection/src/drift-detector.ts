import { setImmediate } from "node:timers/promises";
import { type Logger, setupLogger } from "@mlops/core";
import { columnMissing, type Series, type TableLike } from "@mlops/core/table";
import { type DriftResult, MonitoringConfig, type MonitoringOptions, parseConfig } from "@mlops/models";
import { type ConceptDriftOptions, conceptDriftOf } from "./concept/detect-concept-drift.ts";
import { compareFeature, type NamedKind } from "./features/compare-feature.ts";
import type { FeatureComparison } from "./features/feature-drift.ts";
import { verdictOf } from "./features/verdict.ts";
import { checkMethods } from "./methods/choose-method.ts";
import { type MultivariateDriftOptions, multivariateDriftOf } from "./multivariate/detect-multivariate-drift.ts";

/** How columns are seen. All columns of both tables are compared; those that neither list names are typed by their kind. */
export interface DriftOptions {
  readonly categoricalFeatures?: readonly string[];
  readonly numericalFeatures?: readonly string[];
}

/** Detection column by column, which leaves the event loop free in between: the same result. */
export interface AsyncDriftOptions extends DriftOptions {
  /** Threads at most; columns are compared on the calling thread for now. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Detects drift between a reference table and a current one: a feature drifts when its adjusted p-value is below alpha and its effect reaches a floor.
 * Missing values are compared too; infinities are values; NaN is a kind of missing of its own.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new DriftDetector({ alpha: 0.01 }).config.driftShare // => 0.5
 */
export class DriftDetector {
  readonly config: MonitoringConfig;
  readonly logger: Logger = setupLogger("drift_detector");

  constructor(config: MonitoringOptions) {
    this.config = parseConfig(MonitoringConfig, config, "monitoringConfig");
    checkMethods(this.config);
  }

  /**
   * Compares each feature of two tables; `details.features` holds every test.
   * @throws DataError `COLUMN_MISSING` where a named column is in neither table, `COLUMN_TYPE` where texts are named as numbers
   * @example new DriftDetector({ minRows: 2 }).detectDrift(aq.table({ x: [1, 2] }), aq.table({ x: [1, 2] })).hasDrift // => false
   */
  detectDrift(referenceData: TableLike, currentData: TableLike, options: DriftOptions = {}): DriftResult {
    return verdictOf(
      [...this.#compare(referenceData, currentData, options)].map(([feature]) => feature),
      this.config,
    );
  }

  /** `detectDrift` that gives way to other work after each column; rejects with the signal's reason. */
  async detectDriftAsync(referenceData: TableLike, currentData: TableLike, options: AsyncDriftOptions = {}): Promise<DriftResult> {
    const features: FeatureComparison[] = [];
    options.signal?.throwIfAborted();
    for (const [feature, total] of this.#compare(referenceData, currentData, options)) {
      features.push(feature);
      options.onProgress?.(features.length, total);
      await setImmediate();
      options.signal?.throwIfAborted();
    }
    return verdictOf(features, this.config);
  }

  /**
   * Looks for a change of what predictions are worth: row by row by a streaming detector, on windows against a labelled reference, or without labels (null,
   * or all missing) by an estimate from scores, which `details.estimated` and the message mark. Rows that miss a value are counted and left out.
   * `details` holds the places of alarms, and the detector's state or the windows.
   * @throws DataError `COLUMN_LENGTH`, `COLUMN_TYPE`, `VALUE_INVALID`; ConfigError `PARAMETER_INVALID`
   * @example new DriftDetector({}).detectConceptDrift([1, 0], [1, 0]).status // => "skipped"
   */
  detectConceptDrift(yTrue: Series | null, yPred: Series, options: ConceptDriftOptions = {}): DriftResult {
    return conceptDriftOf(yTrue, yPred, options, this.config);
  }

  /**
   * Compares two tables as a whole, for changes of how columns go together that no column shows alone: by boosted trees that try to tell the tables apart
   * (`domain_classifier`), the reconstruction by principal components (`pca`) or the maximum mean discrepancy (`mmd`). `driftScore` is the effect;
   * `details` holds statistic, p-value, evidence, and the columns left out with their reason. Equal tables, configuration and seed give equal results.
   * @throws DataError `COLUMN_MISSING`; ConfigError `PARAMETER_INVALID`
   * @example new DriftDetector({}).detectMultivariateDrift(aq.table({ x: [1, 2] }), aq.table({ x: [1, 2] })).status // => "skipped"
   */
  detectMultivariateDrift(referenceData: TableLike, currentData: TableLike, options: MultivariateDriftOptions = {}): DriftResult {
    return multivariateDriftOf(referenceData, currentData, options, this.config);
  }

  *#compare(reference: TableLike, current: TableLike, options: DriftOptions): Generator<readonly [FeatureComparison, number]> {
    const categorical = options.categoricalFeatures ?? this.config.categoricalFeatures ?? [];
    const numerical = options.numericalFeatures ?? this.config.numericalFeatures ?? [];
    const names = [...new Set([...reference.columnNames(), ...current.columnNames()])];
    for (const name of [...categorical, ...numerical, ...this.config.criticalFeatures, ...Object.keys(this.config.columns)])
      if (!names.includes(name)) throw columnMissing(name, names);
    for (const name of names) {
      const named: NamedKind = categorical.includes(name) ? "categorical" : numerical.includes(name) ? "numeric" : undefined;
      yield [compareFeature(name, reference, current, named, this.config), names.length];
    }
  }
}
