import type { FittedFeatures } from "@mlops/core/estimator";
import type { DatasetReference } from "@mlops/core/stage";
import type { Series, TableLike } from "@mlops/core/table";

/** Labelled rows that took no part in training; metrics are given per value of `groupBy`, a column of `x`. */
export interface LabelledRows {
  readonly x: TableLike;
  readonly y: Series;
  readonly groupBy?: string | undefined;
}

export interface TrainOptions {
  /** Rows to evaluate and gate on. Without them the metrics are those of the training rows, and a gate that asks for something is refused. */
  readonly xVal?: TableLike;
  readonly yVal?: Series;
  /** Register a model that passed the gate. Default: `registerModel` of the configuration, which is true. */
  readonly registerModel?: boolean;
  /** Fitted on the training rows; the bundle's graph then starts at the raw columns. Default: the columns as they are, all numeric or boolean. */
  readonly features?: FittedFeatures;
  /** More labelled rows to evaluate the finished bundle on, by name. */
  readonly holdouts?: Readonly<Record<string, LabelledRows>>;
  /** Folder of state. Default `.mlops` in the working directory. */
  readonly home?: string;
  /** Folder that the bundle is written below. Default: `home`. */
  readonly folder?: string;
  /** Name of the tracked run and, where the configuration names none, of the registered model. Default `model`. */
  readonly name?: string;
  /** Wins over the configuration's. */
  readonly seed?: number;
  readonly datasets?: readonly DatasetReference[];
  /** Profile of the training rows for the bundle. Default: made from `xTrain`. */
  readonly profile?: unknown;
  readonly tags?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total?: number; readonly message?: string }) => void;
}
