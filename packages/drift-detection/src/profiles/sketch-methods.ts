import type { Random } from "@mlops/core/stats";
import { ConfigError, type DriftMethodName } from "@mlops/models";
import { METHODS } from "../methods/choose-method.ts";
import { smirnovPValue } from "../methods/ks.ts";
import type { Comparison, DriftMethod } from "../methods/method.ts";
import { bridgeIntegral } from "../methods/null-integral.ts";
import { permutationPValue } from "../methods/permutation.ts";
import { chiSquaredByDefault } from "../methods/total-variation.ts";
import type { SketchPair } from "./sketch-pair.ts";

const GROUPS = 200;

/** The test of two sketched samples: the method that is named, else ks, for at most ten distinct values chi_squared. @throws ConfigError `CONFIG_INVALID` */
export function compareSketchPair(
  column: string,
  pair: SketchPair,
  name: DriftMethodName | undefined,
  random: Random,
): { readonly method: DriftMethod; readonly outcome: Comparison } {
  const few = pair.few;
  if (name === undefined && few !== null) return { method: chiSquaredByDefault, outcome: chiSquaredByDefault.compare(few, random) };
  const method = METHODS[name ?? "ks"];
  if (method.name === "ks") return { method, outcome: ksBetween(pair) };
  if (method.name === "wasserstein") return { method, outcome: wassersteinBetween(pair, random) };
  if (!method.kinds.includes("categorical") || !method.kinds.includes("numeric"))
    throw refused(column, `"${method.name}" needs the values of both tables, of which a profile has only counts`);
  const cells = few ?? pair.cells;
  if (cells === null)
    throw refused(column, `"${method.name}" needs profiles with the same bins: profile the current table like the reference`);
  return { method, outcome: method.compare(cells, random) };
}

/** The least D that the bins allow, so that what it alarms of is certain; the evidence holds both bounds. */
function ksBetween({ n, m, distance }: SketchPair): Comparison {
  const { low, high, at } = distance.ks;
  const evidence = { bound: { low, high }, ...(low > 0 ? { at } : {}) };
  return { statistic: low, pValue: smirnovPValue(n, m, Math.round(low * n * m)), effect: low, evidence };
}

function wassersteinBetween(pair: SketchPair, random: Random): Comparison {
  const { distance, low, high } = pair.distance.wasserstein;
  const [q1, q3, p5, p95, min, max] = pair.pooledQuantiles([0.25, 0.75, 0.05, 0.95, 0, 1]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const scale = (q3 - q1) / 1.349 || (p95 - p5) / 3.29 || max - min;
  if (!(scale > 0)) return { statistic: 0, pValue: 1, effect: 0, evidence: { distance: 0 } };
  const quantiles = pair.pooledQuantiles(Array.from({ length: GROUPS + 1 }, (_, i) => i / GROUPS));
  const sizes = pair.n <= pair.m ? ([pair.n, pair.m] as const) : ([pair.m, pair.n] as const);
  const pValue = permutationPValue(distance, bridgeIntegral(quantiles, sizes, 1, Math.abs, random));
  const statistic = Math.min(distance / scale, Number.MAX_VALUE);
  return { statistic, pValue, effect: Math.min(1, statistic), evidence: { distance, bound: { low, high } } };
}

function refused(column: string, what: string): ConfigError {
  const path = `columns.${column}.method`;
  return new ConfigError({
    code: "CONFIG_INVALID",
    detail: `monitoringConfig.${path}: ${what}`,
    config: "monitoringConfig",
    paths: [path],
  });
}
