import type { Json } from "@mlops/models";
import type { FeatureDrift } from "../stage/monitoring-details.ts";
import { figure } from "./format.ts";
import { type Html, html } from "./html.ts";
import { card } from "./page.ts";

type Evidence = Readonly<Record<string, Json>>;
const percent = (share: unknown): string => (typeof share === "number" ? `${Number((100 * share).toPrecision(3))}%` : "–");
const number = (value: unknown): string => (typeof value === "number" ? figure(value) : String(value ?? "–"));
const listed = (values: unknown): readonly Json[] => (Array.isArray(values) ? (values as Json[]) : []);

/** Where the shares of categories or bins moved most. */
function moved(entries: readonly Json[], key: string): string[] {
  const told = entries.slice(0, 3).map((entry) => {
    const { [key]: name, reference, current } = entry as Record<string, unknown>;
    return `${String(name)} ${percent(reference)} → ${percent(current)}`;
  });
  return told.length === 0 ? [] : [`most changed: ${told.join("; ")}`];
}

function named(values: unknown, count: unknown, what: string): string[] {
  const shown = listed(values).slice(0, 5).map(String);
  if (shown.length === 0) return [];
  const more = typeof count === "number" && count > shown.length ? ` and ${figure(count - shown.length)} more` : "";
  return [`${what}: ${shown.join(", ")}${more}`];
}

/** What changed, in sentences; nothing where a detector says nothing. */
export function evidenceSentences(evidence: Evidence): string[] {
  const { quantiles, at, referenceAtMost, currentAtMost, missing, from, to, below, belowCurrent } = evidence as Record<string, unknown>;
  const { reference = [], current = [] } = (quantiles ?? {}) as { reference?: unknown[]; current?: unknown[] };
  const middle = Math.floor(reference.length / 2);
  const gap = [referenceAtMost ?? below, currentAtMost ?? belowCurrent];
  const lost = missing as { reference?: number; current?: number } | undefined;
  return [
    ...(reference.length > 0 && current.length > 0 ? [`median ${number(reference[middle])} → ${number(current[middle])}`] : []),
    ...(at !== undefined && gap.every((share) => typeof share === "number")
      ? [`farthest apart at ${number(at)}, which ${percent(gap[0])} of the values did not exceed, now ${percent(gap[1])}`]
      : []),
    ...moved(listed(evidence["categories"]), "value"),
    ...moved(listed(evidence["bins"]), "bin"),
    ...named(evidence["unseen"], evidence["unseenCount"], "never seen before"),
    ...named(evidence["vanished"], evidence["vanishedCount"], "no longer seen"),
    ...(lost === undefined ? [] : [`missing ${percent(lost.reference)} → ${percent(lost.current)}`]),
    ...(from !== undefined && to !== undefined ? [`was ${String(from)}, is ${String(to)}`] : []),
  ];
}

/** What changed in each drifted feature. */
export function evidenceSection(features: readonly FeatureDrift[], most = 20): Html[] {
  const rows = features.flatMap(({ name, drifted, evidence, reason }) => {
    const said = evidence === undefined ? [] : evidenceSentences(evidence);
    if (!drifted) return [];
    const told = said.length > 0 ? said : [(reason ?? "no more is known").replace(/_/g, " ")];
    return [html`<li><code>${name}</code>: ${told.join("; ")}.</li>`];
  });
  if (rows.length === 0) return [];
  const more = rows.length > most ? [html`<p class="soft">${rows.length - most} more drifted features are in the table.</p>`] : [];
  return [card("What changed", html`<ul>${rows.slice(0, most)}</ul>`, ...more)];
}
