import { columnMissing } from "@mlops/core/table";
import type { ColumnSelector, FeatureConfig } from "@mlops/models";
import { ConfigError } from "@mlops/models/errors";
import { checkDistinct } from "./distinct.ts";
import type { ColumnInfo } from "./values.ts";

/**
 * Checks the names of a configuration against each other.
 * @throws ConfigError `PARAMETER_INVALID` where a feature is also the target or excluded, or is named twice
 */
export function checkNames({ features = [], target, exclude }: FeatureConfig): void {
  for (const [place, name] of features.entries()) {
    const detail =
      name === target
        ? `the target "${name}" cannot be a feature`
        : exclude.includes(name)
          ? `"${name}" is excluded too`
          : features.indexOf(name) < place
            ? `"${name}" is named twice`
            : undefined;
    if (detail !== undefined) throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "features", detail });
  }
}

/**
 * The raw columns that enter: those of `features`, or all but target and excluded ones, in the table's order.
 * @throws DataError `COLUMN_MISSING`; ConfigError `PARAMETER_INVALID` where nothing is left
 */
export function featureColumns({ features, target, exclude }: FeatureConfig, available: readonly string[]): string[] {
  for (const name of [...(features ?? []), ...exclude]) if (!available.includes(name)) throw columnMissing(name, available);
  if (features !== undefined) return [...features];
  const kept = available.filter((name) => name !== target && !exclude.includes(name));
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
