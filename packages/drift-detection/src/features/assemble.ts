import type { Random } from "@mlops/core/stats";
import type { Json } from "@mlops/models";
import type { Comparison, DriftMethod } from "../methods/method.ts";
import type { FeatureContext } from "./feature-context.ts";
import type { DriftReason, FeatureComparison, FeatureTest, SideCounts } from "./feature-drift.ts";
import { infinityTest, missingnessTest, type Presence } from "./state-tests.ts";

/** What is known of a feature once its values are compared. */
export interface Compared {
  readonly kind: "numeric" | "categorical";
  readonly rows: SideCounts;
  /** The test of the values, null where there are too few. */
  readonly values: { readonly method: Pick<DriftMethod, "name" | "effectMeasure">; readonly outcome: Comparison } | null;
  readonly unseen: Comparison | null;
  readonly presence: readonly [Presence, Presence];
  readonly evidence: Readonly<Record<string, Json>>;
  readonly reason: DriftReason | undefined;
}

/** All tests of a feature, the deciding one first, with the p-value that stands for it. */
export function assemble(compared: Compared, { name, config, settings }: FeatureContext, random: Random): FeatureComparison {
  const { kind, rows, values, presence, reason } = compared;
  const tests: FeatureTest[] = [];
  const evidence: Record<string, Json> = { ...compared.evidence };
  const stateFloor = settings.effectFloor ?? config.categoricalEffectFloor;
  const add = (test: Comparison | null, method: string, effectMeasure: string, floor: number): void => {
    if (test === null) return;
    const { evidence: found, ...outcome } = test;
    tests.push({ method, ...outcome, effectMeasure, floor });
    Object.assign(evidence, found);
  };
  const floor = settings.effectFloor ?? (kind === "numeric" ? config.numericEffectFloor : config.categoricalEffectFloor);
  if (values !== null) add(values.outcome, values.method.name, values.method.effectMeasure, floor);
  add(compared.unseen, "unseen", "unseen_share", stateFloor);
  add(infinityTest(presence, random.fork("infinite")), "infinities", "total_variation", stateFloor);
  add(missingnessTest(presence, random.fork("missing")), "missingness", "total_variation", stateFloor);
  const [before, after] = presence;
  const share = (part: (side: Presence) => number): Json => ({ reference: part(before) / before.n, current: part(after) / after.n });
  if (tests.some(({ method }) => method === "missingness")) evidence["missing"] = share(({ nulls, nan }) => nulls + nan);
  if (tests.some(({ method }) => method === "infinities")) evidence["infinite"] = share(({ infinite }) => infinite[0] + infinite[1]);
  // A test whose effect is below its floor cannot be drift: it does not lend its p-value to the other.
  tests.sort((a, b) => Number(b.effect >= b.floor) - Number(a.effect >= a.floor) || a.pValue - b.pValue);
  const pValue = tests[0] === undefined ? null : Math.min(1, tests[0].pValue * tests.length);
  return { name, kind, ...rows, tests, pValue, ...(reason === undefined ? {} : { reason }), evidence };
}
