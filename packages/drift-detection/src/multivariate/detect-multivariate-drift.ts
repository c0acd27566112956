import { Random } from "@mlops/core/stats";
import type { TableLike } from "@mlops/core/table";
import { ConfigError, DriftResult, type Json, type MonitoringConfig, StatusEnum } from "@mlops/models";
import { domainClassifier } from "./domain-classifier.ts";
import { encodeTables } from "./encode-tables.ts";
import { maximumMeanDiscrepancy } from "./mmd.ts";
import type { MultivariateMethod } from "./multivariate-method.ts";
import { pcaReconstruction } from "./pca-reconstruction.ts";

const METHODS = { domain_classifier: domainClassifier, pca: pcaReconstruction, mmd: maximumMeanDiscrepancy } as const satisfies Record<
  string,
  MultivariateMethod
>;
export type MultivariateMethodName = keyof typeof METHODS;

export interface MultivariateDriftOptions {
  /** `domain_classifier` (default), `pca` or `mmd`. */
  readonly method?: MultivariateMethodName;
  /** Look at these columns alone; all but those with a role when absent. */
  readonly columns?: readonly string[];
  /** Numbers that are categories. */
  readonly categoricalFeatures?: readonly string[];
}

/** Compares two tables as a whole: drift is where the p-value is below alpha and the effect reaches the floor for numbers (none for `mmd`). */
export function multivariateDriftOf(
  reference: TableLike,
  current: TableLike,
  { method = "domain_classifier", ...options }: MultivariateDriftOptions,
  config: MonitoringConfig,
): DriftResult {
  if (!Object.hasOwn(METHODS, method)) {
    const hint = `methods: ${Object.keys(METHODS).join(", ")}`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "method", detail: `"${method}" is no multivariate method`, hint });
  }
  const tables = encodeTables(reference, current, config, options);
  const left = tables.left.map(({ column, reason }) => ({ column, reason }));
  const least = Math.max(config.minRows, 10);
  const { rows } = tables;
  const few = Math.min(rows.reference, rows.current) < least;
  if (few || tables.columns.length === 0 || (method === "pca" && tables.columns.length < 2)) {
    const shown = `${rows.reference} and ${rows.current} rows, ${tables.columns.length} columns`;
    const message = few ? `${shown}: ${least} rows of each are needed` : `${shown}: too few columns can be compared`;
    return DriftResult.parse({ status: StatusEnum.SKIPPED, message, details: { method, reason: "insufficient_data", left } });
  }
  const run: MultivariateMethod = METHODS[method];
  const { evidence, ...outcome } = run(tables, new Random(config.seed).fork(method), config.alpha);
  const floor = method === "mmd" ? 0 : config.numericEffectFloor;
  const hasDrift = outcome.pValue < config.alpha && outcome.effect >= floor && outcome.effect > 0;
  const first = Object.keys((evidence["importances"] ?? evidence["byColumn"] ?? {}) as Record<string, Json>)[0];
  const numbers = `p ${outcome.pValue === 0 ? "< 1e-300" : outcome.pValue.toPrecision(2)}, effect ${outcome.effect.toPrecision(2)}`;
  const where = hasDrift && first !== undefined && method === "domain_classifier" ? `, above all by ${first}` : "";
  return DriftResult.parse({
    status: hasDrift ? StatusEnum.WARNING : StatusEnum.SUCCESS,
    message: `the tables ${hasDrift ? "differ" : "do not differ"} as a whole (${method}: ${numbers})${where}`,
    details: {
      ...{ method, ...outcome, alpha: config.alpha, floor, columns: [...tables.used], left, evidence, seed: config.seed },
    },
    hasDrift,
    driftScore: outcome.effect,
  });
}
