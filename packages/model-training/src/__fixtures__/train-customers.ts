import type { TableLike } from "@mlops/core/table";
import { TrainingConfig } from "@mlops/models";
import { type Trained, train } from "../trainer/train.ts";
import type { TrainOptions } from "../trainer/train-options.ts";
import { trainRows, validationRows, x, y } from "./customers.ts";

type Config = Parameters<typeof TrainingConfig.parse>[0];

/** The validation rows with their labels. */
export const validated = (target: string) => ({ xVal: x(validationRows), yVal: y(validationRows, target) });

/** Trains on the customers; `churned` by 20 small trees and without SHAP values unless told otherwise. */
export function trainCustomers(config: Record<string, unknown>, options: TrainOptions, xTrain: TableLike = x(trainRows)): Promise<Trained> {
  const evaluation = { shap: 0, ...(config["evaluation"] as object | undefined) };
  const parsed = TrainingConfig.parse({ target: "churned", parameters: { iterations: 20 }, ...config, evaluation } as Config);
  return train(parsed, {}, xTrain, y(trainRows, parsed.target as string), { name: "customers", ...options });
}
