import type { DriftMethodName } from "@mlops/models";
import { ConfigError } from "@mlops/models/errors";
import { anderson } from "./anderson.ts";
import { chiSquared } from "./chi-squared.ts";
import { total } from "./contingency.ts";
import { cramerVonMisesMethod } from "./cramer-von-mises.ts";
import { energy } from "./energy.ts";
import { fisher } from "./fisher.ts";
import { gTest } from "./g-test.ts";
import { hellinger } from "./hellinger.ts";
import { jensenShannon } from "./jensen-shannon.ts";
import { ks } from "./ks.ts";
import { kullbackLeiblerMethod } from "./kullback-leibler.ts";
import { lInfinity } from "./l-infinity.ts";
import { mannWhitneyMethod } from "./mann-whitney.ts";
import type { CategoryPair, DriftMethod, Pair } from "./method.ts";
import { psi } from "./psi.ts";
import { tTest } from "./t-test.ts";
import { chiSquaredByDefault, totalVariation } from "./total-variation.ts";
import { wasserstein } from "./wasserstein.ts";
import { zTest } from "./z-test.ts";

/** Every method by the name that a configuration gives it. */
export const METHODS: Readonly<Record<DriftMethodName, DriftMethod>> = {
  ks,
  wasserstein,
  anderson,
  cramer_von_mises: cramerVonMisesMethod,
  energy,
  mann_whitney: mannWhitneyMethod,
  t: tTest,
  psi,
  jensen_shannon: jensenShannon,
  kl: kullbackLeiblerMethod,
  hellinger,
  total_variation: totalVariation,
  l_infinity: lInfinity,
  chi_squared: chiSquared,
  g_test: gTest,
  fisher,
  z: zTest,
};

/** Expected counts of two categories from which the χ² limit holds. */
const SMALLEST_EXPECTED = 5;

/**
 * The method a column is compared with: the one its settings name, else by type, cardinality and both sizes: numbers with more than ten distinct values: ks;
 * two categories of which one is expected less than five times in the smaller sample: fisher; everything else: chi_squared with the total variation as effect.
 * @throws ConfigError `CONFIG_INVALID` where the named method cannot compare such a column
 */
export function chooseMethod(column: string, pair: Pair, name?: DriftMethodName): DriftMethod {
  if (name === undefined) {
    if (pair.kind === "numeric") return pair.few === null ? ks : chiSquaredByDefault;
    return fewOfTwo(pair) ? fisher : chiSquaredByDefault;
  }
  const method = METHODS[name];
  if (method.kinds.includes(pair.kind)) return method;
  const path = `columns.${column}.method`;
  throw new ConfigError({
    code: "CONFIG_INVALID",
    detail: `monitoringConfig.${path}: "${name}" compares ${method.kinds.join(" or ")} columns, this one is ${pair.kind}`,
    config: "monitoringConfig",
    paths: [path],
  });
}

function fewOfTwo({ reference, current }: CategoryPair): boolean {
  if (reference.length !== 2) return false;
  const [n, m] = [total(reference), total(current)];
  const rarer = Math.min((reference[0] as number) + (current[0] as number), (reference[1] as number) + (current[1] as number));
  return rarer > 0 && (rarer * Math.min(n, m)) / (n + m) < SMALLEST_EXPECTED;
}
