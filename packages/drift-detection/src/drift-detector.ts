import { type Logger, setupLogger } from "@mlops/core";
import type { TableProfile } from "@mlops/core/profile";
import { columnMissing, type Series, type TableLike } from "@mlops/core/table";
import { type DriftResult, MonitoringConfig, type MonitoringOptions, parseConfig } from "@mlops/models";
import { type ConceptDriftOptions, conceptDriftOf } from "./concept/detect-concept-drift.ts";
import { type ColumnSource, type DriftData, loadSide, namesOf, rowsOf } from "./features/column-source.ts";
import { compareFeature, sideOf } from "./features/compare-feature.ts";
import type { FeatureContext } from "./features/feature-context.ts";
import type { FeatureComparison } from "./features/feature-drift.ts";
import { verdictOf } from "./features/verdict.ts";
import { compareProfiles, isProfile, profiledSide } from "./profiles/compare-profiles.ts";
import { compareAll } from "./workers/compare-all.ts";

/** How columns are seen. All columns of both tables are compared; those that neither list names are typed by their kind. */
export interface DriftOptions {
  readonly categoricalFeatures?: readonly string[];
  readonly numericalFeatures?: readonly string[];
}

/** Detection in worker threads, which leaves the event loop free: the same result. */
export interface AsyncDriftOptions extends DriftOptions {
  /** Threads at most. Default: one for each processor. Less than two million values are compared on the calling thread. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Detects drift between a reference table and a current one: a feature drifts when its adjusted p-value is below alpha and its effect reaches a floor.
 * Missing values, infinities and unseen categories have tests of their own; NaN is a kind of missing of its own.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new DriftDetector({ alpha: 0.01 }).config.driftShare // => 0.5
 */
export class DriftDetector {
  readonly config: MonitoringConfig;
  readonly logger: Logger = setupLogger("drift_detector");

  constructor(config: MonitoringOptions) {
    this.config = parseConfig(MonitoringConfig, config, "monitoringConfig");
  }

  /**
   * Compares each feature of two tables; `details.features` holds every test. Either may be a profile (`profileTable` of `@mlops/core/profile`, a bundle's
   * `reference-profile.json`): categories are compared exactly, numbers within certified bounds.
   * @throws DataError `COLUMN_MISSING` where a named column is in neither table, `COLUMN_TYPE` where texts are named as numbers
   * @example new DriftDetector({ minRows: 2 }).detectDrift(aq.table({ x: [1, 2] }), aq.table({ x: [1, 2] })).hasDrift // => false
   */
  detectDrift(referenceData: TableLike | TableProfile, currentData: TableLike | TableProfile, options: DriftOptions = {}): DriftResult {
    const contexts = this.#features(referenceData, currentData, options);
    if (!isProfile(referenceData) && !isProfile(currentData)) {
      const compare = (context: FeatureContext): FeatureComparison =>
        compareFeature(sideOf(referenceData, context.name), sideOf(currentData, context.name), context);
      return verdictOf(contexts.map(compare), this.config);
    }
    // A table is counted in the bins of the profile it is compared with.
    const likeOf = (data: TableLike | TableProfile, name: string) => (isProfile(data) ? data.columns[name] : undefined);
    const compare = (context: FeatureContext): FeatureComparison => {
      const { name } = context;
      const reference = profiledSide(referenceData, name, likeOf(currentData, name));
      return compareProfiles(reference, profiledSide(currentData, name, likeOf(referenceData, name)), context);
    };
    return verdictOf(contexts.map(compare), this.config);
  }

  /** `detectDrift` in worker threads, from tables or from sources that are read column by column; rejects with the signal's reason. */
  async detectDriftAsync(
    referenceData: TableLike | ColumnSource,
    currentData: TableLike | ColumnSource,
    options: AsyncDriftOptions = {},
  ): Promise<DriftResult> {
    const contexts = this.#features(referenceData, currentData, options);
    options.signal?.throwIfAborted();
    const tasks = contexts.map((context) => ({
      context,
      load: async () => [await loadSide(referenceData, context.name), await loadSide(currentData, context.name)] as const,
    }));
    return verdictOf(await compareAll(tasks, options), this.config);
  }

  /**
   * Looks for a rise of the loss of predictions, row by row: classes by DDM, numbers by Page–Hinkley; rows that miss a value are counted and left out.
   * `details` holds the rows of alarms and warnings and the detector's state.
   * @throws DataError `COLUMN_LENGTH`
   * @example new DriftDetector({}).detectConceptDrift([1, 0], [1, 0]).status // => "skipped"
   */
  detectConceptDrift(yTrue: Series, yPred: Series, options: ConceptDriftOptions = {}): DriftResult {
    return conceptDriftOf(yTrue, yPred, options);
  }

  #features(reference: DriftData, current: DriftData, options: DriftOptions): FeatureContext[] {
    const categorical = options.categoricalFeatures ?? this.config.categoricalFeatures ?? [];
    const numerical = options.numericalFeatures ?? this.config.numericalFeatures ?? [];
    const names = [...new Set([...namesOf(reference), ...namesOf(current)])];
    for (const name of [...categorical, ...numerical, ...this.config.criticalFeatures, ...Object.keys(this.config.columns)])
      if (!names.includes(name)) throw columnMissing(name, names);
    const { timestamp, labels, target, prediction, score, seed, minRows, numericEffectFloor, categoricalEffectFloor } = this.config;
    const roles = [timestamp, labels?.key, target, prediction, score];
    return names.map((name) => ({
      name,
      named: categorical.includes(name) ? "categorical" : numerical.includes(name) ? "numeric" : undefined,
      role: roles.includes(name),
      rows: [rowsOf(reference), rowsOf(current)],
      settings: this.config.columns[name] ?? {},
      config: { seed, minRows, numericEffectFloor, categoricalEffectFloor },
    }));
  }
}
