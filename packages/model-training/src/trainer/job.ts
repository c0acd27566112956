import type { TableLike } from "@mlops/core/table";
import type { TrackedRun, Tracking } from "@mlops/core/tracking";
import type { TrainingConfig } from "@mlops/models";
import type { EstimatorTools } from "../algorithms/create-estimator.ts";
import type { TrainOptions } from "./train-options.ts";

/** One training with what every step of it needs. */
export interface Job {
  readonly config: TrainingConfig;
  readonly tracking: Tracking;
  readonly run: TrackedRun;
  readonly options: TrainOptions;
  readonly seed: number;
  /** What fits are made with beside their parameters. */
  readonly tools: EstimatorTools;
  /** Of the registered model. */
  readonly name: string;
  /** Folder of state. */
  readonly home: string;
  /** The training rows as they were given. */
  readonly rows: TableLike;
}
