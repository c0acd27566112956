import { figure } from "@mlops/core/report";
import type { DriftSummary, FeatureDrift } from "@mlops/core/stage";
import { alignColumns } from "./columns.ts";

const words = (name: string): string => name.replace(/_/g, " ");

function verdict({ drifted, reason, method }: FeatureDrift): string {
  if (drifted) return reason === undefined ? "drifted" : `drifted: ${words(reason)}`;
  return method === null ? `left out: ${words(reason ?? "")}` : "as before";
}

/** Every feature with its verdict, the drifted ones first, by effect. */
export function driftTable({ features }: DriftSummary): string {
  const rows = features.map((feature) => {
    const { name, effect, floor, adjustedPValue, method } = feature;
    const tested = method !== null;
    const p = adjustedPValue === null ? "–" : adjustedPValue === 0 ? "<1e-300" : adjustedPValue.toPrecision(2);
    return [name, verdict(feature), tested ? figure(effect) : "–", figure(floor), p, method === null ? "" : words(method)];
  });
  return alignColumns(["feature", "verdict", "effect", "floor", "adjusted p", "method"], rows);
}
