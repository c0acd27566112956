import type { MonitoringConfig } from "@mlops/models";

/**
 * P-values adjusted for their number, in their order: Benjamini–Hochberg and Benjamini–Yekutieli hold the false discovery rate, Holm and Bonferroni the chance of any
 * false alarm.
 * @example adjustPValues([0.01, 0.04], "bonferroni") // => [0.02, 0.08]
 */
export function adjustPValues(pValues: readonly number[], correction: MonitoringConfig["correction"]): number[] {
  const n = pValues.length;
  if (correction === "none") return [...pValues];
  if (correction === "bonferroni") return pValues.map((p) => Math.min(1, p * n));
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = new Array<number>(n);
  if (correction === "holm") {
    let largest = 0;
    order.forEach((i, rank) => {
      largest = Math.max(largest, Math.min(1, (pValues[i] as number) * (n - rank)));
      adjusted[i] = largest;
    });
    return adjusted;
  }
  let factor = 1;
  if (correction === "benjamini_yekutieli") for (let k = 2; k <= n; k++) factor += 1 / k;
  let smallest = 1;
  for (let rank = n; rank >= 1; rank--) {
    const i = order[rank - 1] as number;
    smallest = Math.min(smallest, ((pValues[i] as number) * n * factor) / rank);
    adjusted[i] = smallest;
  }
  return adjusted;
}
