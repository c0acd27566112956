import { type Logger, setupLogger } from "@mlops/core/logging";
import type { TableProfile } from "@mlops/core/profile";
import { type ColumnName, type ColumnNameOf, columnMissing, type Series, type TableLike, takeTable } from "@mlops/core/table";
import { type DriftResult, MonitoringConfig, type MonitoringOptions, parseConfig } from "@mlops/models";
import { type ConceptDriftOptions, conceptDriftOf } from "./concept/detect-concept-drift.ts";
import { type ColumnSource, costOf, type DriftData, isTable, loadSide, namesOf, releaseSide, rowsOf } from "./features/column-source.ts";
import { compareFeature, type Side, sideOf } from "./features/compare-feature.ts";
import type { FeatureContext } from "./features/feature-context.ts";
import type { FeatureComparison } from "./features/feature-drift.ts";
import { verdictOf } from "./features/verdict.ts";
import { type MultivariateDriftOptions, multivariateDriftOf } from "./multivariate/detect-multivariate-drift.ts";
import { cutSlices } from "./parts/cut-slices.ts";
import { cutWindows } from "./parts/cut-windows.ts";
import { compareProfiles, isProfile, profiledSide } from "./profiles/compare-profiles.ts";
import { compareAll } from "./workers/compare-all.ts";

/** How columns are seen. All columns of both tables are compared; those that neither list names are typed by their kind. */
export interface DriftOptions<C extends string = string, N extends string = string> {
  readonly categoricalFeatures?: readonly C[];
  readonly numericalFeatures?: readonly N[];
  /** How much each feature matters to the model, 0 or more: `details.ranking` orders the features by importance times effect. */
  readonly importances?: Readonly<Record<string, number>>;
}

/** The same for a table whose schema is known: it names columns that are there, and no texts as numbers. */
type OptionsFor<T, O extends DriftOptions> = Omit<O, keyof DriftOptions> &
  DriftOptions<ColumnName<T>, ColumnNameOf<T, "number" | "bigint" | "boolean" | "timestamp">>;

/** Which window each window is compared with: the reference (the first window where there is none), or the one before. */
export interface WindowOptions extends DriftOptions {
  readonly against?: "baseline" | "previous";
}

/** The verdict on one part of a table. */
export interface DriftPart {
  /** The first instant of a window (UTC) or the number of its first row; the value of a slice. */
  readonly name: string;
  readonly rows: number;
  readonly result: DriftResult;
}

/** Detection on several threads, between whose columns the event loop is served: the same result. */
export interface AsyncDriftOptions extends DriftOptions {
  /**
   * Threads that compare columns at most. Default: one for each processor. The calling thread is one of them, and serves its event loop after each of its columns, where the tables are in
   * memory and a column has at most four million values in both; else it stays free. Less than two million values are compared on the calling thread alone.
   */
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
  detectDrift<R extends TableLike | TableProfile>(
    referenceData: R,
    currentData: TableLike | TableProfile,
    options: OptionsFor<R, DriftOptions> = {},
  ): DriftResult {
    const contexts = this.#features(referenceData, currentData, options);
    if (!isProfile(referenceData) && !isProfile(currentData)) {
      const compare = (context: FeatureContext): FeatureComparison =>
        compareFeature(sideOf(referenceData, context.name), sideOf(currentData, context.name), context);
      return verdictOf(contexts.map(compare), this.config, options.importances);
    }
    // A table is counted in the bins of the profile it is compared with.
    const likeOf = (data: TableLike | TableProfile, name: string) => (isProfile(data) ? data.columns[name] : undefined);
    const compare = (context: FeatureContext): FeatureComparison => {
      const { name } = context;
      const reference = profiledSide(referenceData, name, likeOf(currentData, name));
      return compareProfiles(reference, profiledSide(currentData, name, likeOf(referenceData, name)), context);
    };
    return verdictOf(contexts.map(compare), this.config, options.importances);
  }

  /** `detectDrift` on several threads, from tables or from sources that are read column by column; rejects with the signal's reason. */
  async detectDriftAsync<R extends TableLike | ColumnSource>(
    referenceData: R,
    currentData: TableLike | ColumnSource,
    options: OptionsFor<R, AsyncDriftOptions> = {},
  ): Promise<DriftResult> {
    const contexts = this.#features(referenceData, currentData, options);
    options.signal?.throwIfAborted();
    const tasks = contexts.map((context) => ({
      context,
      cost: costOf(currentData, context.name),
      load: async () => [await loadSide(referenceData, context.name), await loadSide(currentData, context.name)] as const,
      release: ([reference, current]: readonly [Side, Side]) => {
        releaseSide(referenceData, reference);
        releaseSide(currentData, current);
      },
    }));
    const inMemory = isTable(referenceData) && isTable(currentData);
    return verdictOf(await compareAll(tasks, { ...options, inMemory }), this.config, options.importances);
  }

  /**
   * The verdict on each window of a table, cut as `window` and `timestamp` of the configuration say, beside the reference or the window before. The first window that has nothing before it
   * is left out.
   * @throws ConfigError `CONFIG_INVALID` where windows by time lack the name of a timestamp
   * @example new DriftDetector({ window: { by: "rows", size: 2 } }).detectDriftByWindow(null, aq.table({ x: [1, 2, 3, 4] }))[0].name // => "2"
   */
  detectDriftByWindow<T extends TableLike>(
    referenceData: TableLike | TableProfile | null,
    currentData: T,
    options: OptionsFor<T, WindowOptions> = {},
  ): DriftPart[] {
    const parts = cutWindows(currentData, this.config.window, this.config.timestamp);
    let before: TableLike | TableProfile | null = referenceData;
    return parts.flatMap(({ name, rows }) => {
      const window = takeTable(currentData, rows);
      const beside = before;
      if (before === null || options.against === "previous") before = window;
      return beside === null ? [] : [{ name, rows: rows.length, result: this.detectDrift(beside, window, options) }];
    });
  }

  /**
   * The verdict on each slice: the rows of both tables with the same value of a column, for every value that both have.
   * @throws DataError `COLUMN_MISSING`
   * @example new DriftDetector({}).detectDriftBySlice(aq.table({ c: ["a", "b"] }), aq.table({ c: ["a"] }), "c").map((slice) => slice.name) // => ["a"]
   */
  detectDriftBySlice<R extends TableLike>(
    referenceData: R,
    currentData: TableLike,
    column: ColumnName<R>,
    options: OptionsFor<R, DriftOptions> = {},
  ): DriftPart[] {
    const reference = new Map(cutSlices(referenceData, column).map(({ name, rows }) => [name, rows]));
    return cutSlices(currentData, column).flatMap(({ name, rows }) => {
      const before = reference.get(name);
      if (before === undefined) return [];
      const result = this.detectDrift<TableLike>(takeTable(referenceData, before), takeTable(currentData, rows), options);
      return [{ name, rows: rows.length, result }];
    });
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
