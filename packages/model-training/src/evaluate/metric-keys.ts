import type { Evaluation } from "@mlops/core/stage";
import type { MetricRecord } from "@mlops/core/tracking";

const LONGEST_PART = 80;

/** A text as part of an MLflow metric's name: letters, digits, `_ - .` and spaces stay, all else becomes `_`. */
function keyPart(text: string): string {
  const safe = text.replace(/[^\w.\- ]/g, "_").slice(0, LONGEST_PART);
  return /^\.*$/.test(safe) ? `_${safe}` : safe; // "." and ".." would be folders
}

/**
 * The defined metrics of each set and group by the name that tracking keeps them under: `auc` for the rows the model is judged on,
 * `later_years/2016/auc` for others. Sets or groups whose names come out alike are numbered.
 */
export function metricRecords(evaluations: readonly Evaluation[], primarySet: string): MetricRecord[] {
  const taken = new Set<string>();
  return evaluations.flatMap(({ set, group, metrics }) => {
    const prefix = prefixOf(set === primarySet ? [] : group === undefined ? [set] : [set, group], taken);
    return Object.entries(metrics).flatMap(([name, { value }]) => (value === null ? [] : [{ key: `${prefix}${name}`, value }]));
  });
}

function prefixOf(parts: readonly string[], taken: Set<string>): string {
  if (parts.length === 0) return "";
  const wanted = parts.map(keyPart).join("/");
  let free = wanted;
  for (let n = 2; taken.has(free); n++) free = `${wanted}_${n}`;
  taken.add(free);
  return `${free}/`;
}
