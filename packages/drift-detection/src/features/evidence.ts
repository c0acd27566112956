import type { Json } from "@mlops/models";
import { total } from "../methods/contingency.ts";
import type { Pair } from "../methods/method.ts";

const SHOWN = 10;
const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** What a person looks at first: five quantiles of numbers; the categories that differ most and those seen on one side alone. */
export function evidenceOf(pair: Pair): Record<string, Json> {
  if (pair.kind === "numeric") {
    const at = (sorted: Float64Array): Json =>
      QUANTILES.map((p) => {
        const value = sorted[Math.floor(p * (sorted.length - 1))];
        return value === undefined ? null : Number.isFinite(value) ? value : String(value);
      });
    return { quantiles: { at: QUANTILES, reference: at(pair.reference), current: at(pair.current) } };
  }
  const n = total(pair.reference) || 1;
  const m = total(pair.current) || 1;
  const shares = pair.labels.map((value, j) => ({
    value,
    reference: (pair.reference[j] as number) / n,
    current: (pair.current[j] as number) / m,
  }));
  const unseen = shares.filter(({ reference }) => reference === 0).map(({ value }) => value);
  const vanished = shares.filter(({ current }) => current === 0).map(({ value }) => value);
  const differing = shares.sort((a, b) => Math.abs(b.reference - b.current) - Math.abs(a.reference - a.current)).slice(0, SHOWN);
  return {
    categories: differing,
    unseen: unseen.slice(0, SHOWN),
    unseenCount: unseen.length,
    vanished: vanished.slice(0, SHOWN),
    vanishedCount: vanished.length,
  };
}
