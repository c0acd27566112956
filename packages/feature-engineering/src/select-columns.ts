import { columnMissing } from "@mlops/core/table";
import type { ColumnSelector, FeatureConfig } from "@mlops/models";
import { ConfigError } from "@mlops/models/errors";
import { checkDistinct } from "./distinct.ts";
import type { ColumnInfo } from "./values.ts";

/**
 * The raw columns that enter: those of `features`, or all but target and excluded ones, in the table's order.
 * @throws DataError `COLUMN_MISSING`, `COLUMN_DUPLICATE`; ConfigError `PARAMETER_INVALID` where nothing is left or the target is a feature
 */
export function featureColumns(config: FeatureConfig, available: readonly string[]): string[] {
  const { features, target, exclude } = config;
  for (const name of [...(features ?? []), ...exclude]) if (!available.includes(name)) throw columnMissing(name, available);
  if (features !== undefined) checkDistinct(features);
  const out = new Set(target === undefined ? exclude : [...exclude, target]);
  const kept = (features ?? available).filter((name) => !out.has(name));
  if (features !== undefined && target !== undefined && features.includes(target))
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "features", detail: `the target "${target}" cannot be a feature` });
  if (kept.length === 0) throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "features", detail: "no column is left" });
  return kept;
}

/**
 * The columns of a step among those there are at that point.
 * @throws DataError `COLUMN_MISSING`, `COLUMN_DUPLICATE`
 */
export function selectColumns(selector: ColumnSelector, columns: readonly ColumnInfo[]): string[] {
  if (selector === "all") return columns.map(({ name }) => name);
  if (typeof selector === "string") return columns.filter(({ kind }) => kind === selector).map(({ name }) => name);
  checkDistinct(selector);
  const available = columns.map(({ name }) => name);
  for (const name of selector) if (!available.includes(name)) throw columnMissing(name, available);
  return available.filter((name) => selector.includes(name));
}
