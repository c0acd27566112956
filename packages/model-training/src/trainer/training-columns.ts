import type { FittedFeatures } from "@mlops/core/estimator";
import { columnOf, type Series, type TableLike } from "@mlops/core/table";
import { ConfigError, type CrossValidationConfig, DataError, type TrainingConfig } from "@mlops/models";
import { foldColumns } from "../folds/fold-plan.ts";

/** Classes beyond which a target that seldom repeats itself is taken for an identifier. */
const MOST_SMALL_CLASSES = 20;

/** Columns that an unprepared table has for other purposes than to learn from: groups, times, weights, and texts to slice by. */
export function asideColumns(config: TrainingConfig, crossValidation: CrossValidationConfig | undefined, table: TableLike): string[] {
  const texts = config.evaluation.slices.filter((name) => columnOf(table, name).kind === "string");
  return [...foldColumns(crossValidation), ...texts, ...(config.weightColumn === undefined ? [] : [config.weightColumn])];
}

/** The weights of the rows, where a column has them. @throws ConfigError `PARAMETER_INVALID` where features are made of the column, DataError `COLUMN_MISSING` */
export function weightsOf(table: TableLike, name: string | undefined, features: FittedFeatures): Series | undefined {
  if (name === undefined) return undefined;
  if (!features.inputColumns.some((input) => input.name === name)) return columnOf(table, name);
  const detail = `"${name}" is a feature, too`;
  throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "weightColumn", detail, hint: "add it to featureConfig.exclude" });
}

/** @throws DataError `VALUE_INVALID` for a target that seldom repeats itself */
export function checkClassCount(column: string, classes: number, rows: number): void {
  if (classes <= MOST_SMALL_CLASSES || classes * 2 <= rows) return;
  const detail = `${classes} classes in ${rows} rows`;
  const hint = "it looks like an identifier: name another target, or set task to regression";
  throw new DataError({ code: "VALUE_INVALID", what: `the target "${column}"`, detail, hint });
}
