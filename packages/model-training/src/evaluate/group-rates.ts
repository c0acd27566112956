import { binaryMetrics } from "@mlops/core/metrics";
import type { GroupRates, MetricValue } from "@mlops/core/stage";
import type { Outcome } from "./outcome.ts";

/**
 * What a two-class model calls the rows of a group: the share called positive, of all rows whose label is known, of those that are positive, and of those that
 * are negative, each with Wilson's interval. Undefined for other outcomes.
 */
export function groupRates(outcome: Outcome): GroupRates | undefined {
  if (outcome.kind !== "binary") return undefined;
  const { labels, scores, threshold = 0.5, weights: sampleWeight } = outcome;
  const options = { threshold, sampleWeight };
  const { recall, specificity } = binaryMetrics({ labels, scores }, options);
  // of rows that all count as positive, the recall is the share called so
  const all = binaryMetrics({ labels: labels.map((label) => (label < 0 ? label : 1)), scores }, options).recall;
  return { selected: told(all), truePositive: told(recall), falsePositive: complement(told(specificity)) };
}

function told({ value, n, interval, reason }: MetricValue): MetricValue {
  return { value, n, interval, ...(reason === undefined ? {} : { reason }) };
}

function complement({ value, interval, ...rest }: MetricValue): MetricValue {
  return { ...rest, value: value === null ? null : 1 - value, interval: interval && [1 - interval[1], 1 - interval[0]] };
}
