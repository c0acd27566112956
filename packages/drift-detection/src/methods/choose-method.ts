import { ConfigError, type MonitoringConfig } from "@mlops/models";
import { distinctNumbers } from "./cells.ts";
import { chiSquared } from "./chi-squared.ts";
import { jensenShannon } from "./jensen-shannon.ts";
import { ks } from "./ks.ts";
import type { DriftMethod, Pair } from "./method.ts";
import { psi } from "./psi.ts";
import { chiSquaredByDefault, totalVariation } from "./total-variation.ts";
import { wasserstein } from "./wasserstein.ts";

/** Every method by name. */
export const METHODS: Readonly<Record<string, DriftMethod>> = Object.fromEntries(
  [ks, wasserstein, psi, jensenShannon, totalVariation, chiSquared].map((method) => [method.name, method]),
);

/** Refuses names of methods that do not exist. @throws ConfigError `CONFIG_INVALID` */
export function checkMethods(config: MonitoringConfig): void {
  for (const [column, { method }] of Object.entries(config.columns)) {
    if (method !== undefined && !Object.hasOwn(METHODS, method))
      throw invalid(column, `"${method}" is not one of ${Object.keys(METHODS).join(", ")}`);
  }
}

/**
 * The method a column is compared with: the one its settings name, else by type and cardinality, for every size:
 * numbers with more than ten distinct values: ks; other numbers, texts and booleans: chi_squared with the total variation as effect.
 * @throws ConfigError `CONFIG_INVALID` where the named method cannot compare such a column
 */
export function chooseMethod(column: string, pair: Pair, name?: string): DriftMethod {
  if (name === undefined) return pair.kind === "numeric" && distinctNumbers(pair) === null ? ks : chiSquaredByDefault;
  const method = METHODS[name] as DriftMethod;
  if (!method.kinds.includes(pair.kind))
    throw invalid(column, `"${name}" compares ${method.kinds.join(" or ")} columns, this one is ${pair.kind}`);
  return method;
}

function invalid(column: string, what: string): ConfigError {
  const path = `columns.${column}.method`;
  return new ConfigError({
    code: "CONFIG_INVALID",
    detail: `monitoringConfig.${path}: ${what}`,
    config: "monitoringConfig",
    paths: [path],
  });
}
