import type { FittedFeatures } from "@mlops/core/estimator";
import type { DatasetReference } from "@mlops/core/stage";
import type { Series, TableLike } from "@mlops/core/table";

/** Labelled rows that took no part in training; rows whose label is missing are left out of the metrics. */
export interface LabelledRows {
  readonly x: TableLike;
  readonly y: Series;
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
  /** Weights of the training rows in the fit, finite and not below 0; class weights multiply them. Metrics are not weighted. */
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
