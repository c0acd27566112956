import type { FittedFeatures } from "@mlops/core/estimator";
import type { DatasetReference } from "@mlops/core/stage";
import type { Series, TableLike } from "@mlops/core/table";

/** Labelled rows that took no part in training; rows whose label is missing are left out of the metrics. */
export interface LabelledRows {
  readonly x: TableLike;
  readonly y: Series;
  /** Weights of the rows in their metrics, finite and not below 0. Default: the column `weightColumn`, where it is configured. */
  readonly weight?: Series | undefined;
  /** Metrics are given per value of this column of `x`. */
  readonly groupBy?: string | undefined;
}

/** How far the work has come. */
export interface TrainingProgress {
  readonly done: number;
  readonly total?: number;
  readonly message?: string;
}

export interface TrainOptions {
  /**
   * Rows to evaluate and gate on, every label known. Without them the metrics are those of out-of-fold predictions where `crossValidation` is
   * configured, else those of the training rows, and then a gate that asks for something is refused.
   */
  readonly xVal?: TableLike;
  readonly yVal?: Series;
  /**
   * Weights of the validation rows in metrics and, where they are watched, in early stopping. Default: the column `weightColumn` of `xVal`, where it is
   * configured, else 1 each. Metrics are not weighted where `evaluation.weighted` is false.
   */
  readonly weightVal?: Series;
  /** Weights of the training rows, finite and not below 0, in fits and in the metrics of folds and trials; class weights multiply those of fits. */
  readonly sampleWeight?: Series;
  /** Register a model that passed the gate. Default: `registerModel` of the configuration, which is true. */
  readonly registerModel?: boolean;
  /** Fitted on the training rows; the bundle's graph then starts at the raw columns. Default: the columns as they are, all numeric or boolean. */
  readonly features?: FittedFeatures;
  /** More rows to evaluate the finished bundle on, by name. */
  readonly holdouts?: Readonly<Record<string, LabelledRows>>;
  /** Folder of state. Default `.mlops` in the working directory. */
  readonly home?: string;
  /** Folder that the bundle is written below, as `bundles/<model id>`. Default: `home`. */
  readonly folder?: string;
  /** Name of the registered model where the configuration names none, and of the run where `trackingConfig.runName` is absent. Default `model`. */
  readonly name?: string;
  /** Wins over the configuration's. */
  readonly seed?: number;
  /** Files that the rows came from; the one named `data` is the training data. */
  readonly datasets?: readonly DatasetReference[];
  /** Profile of the training rows for the bundle. Default: made from `xTrain`. */
  readonly profile?: unknown;
  /** Tags of the run, beside the configuration's. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The moment that the bundle names as its creation. Default: now. */
  readonly createdAt?: Date;
  /** Ends the work with the signal's reason; the run is then KILLED. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
}
