import type { DriftResult } from "@mlops/models";
import type { DriftSummary, MonitoredTable } from "../stage/monitoring-details.ts";
import { driftSection, driftSentence } from "./drift-section.ts";
import { evidenceSection } from "./evidence-section.ts";
import { figure } from "./format.ts";
import { type Html, html } from "./html.ts";
import { badge, card, dataTable, fact, page } from "./page.ts";

/** A comparison of two tables, JSON-safe: what the page shows. */
export interface DriftReport {
  readonly name: string;
  /** ISO-8601 in UTC. */
  readonly timestamp: string;
  readonly reference: MonitoredTable;
  readonly current: MonitoredTable;
  readonly drift: DriftSummary;
  /** Other comparisons of the same tables: as a whole, or of what predictions are worth. */
  readonly further: readonly DriftResult[];
}

function drifted({ hasDrift, status }: Pick<DriftResult, "hasDrift" | "status">): Html {
  if (status === "skipped") return badge("not compared", "plain");
  return hasDrift ? badge("drift", "warn") : badge("no drift", "good");
}

/** Each method with its verdict, and by which columns the tables are told apart where it knows. */
function furtherSection(further: readonly DriftResult[]): Html[] {
  if (further.length === 0) return [];
  const rows = further.map((result) => {
    const { method, statistic, pValue, effect } = result.details as Record<string, unknown>;
    const number = (value: unknown): string => (typeof value === "number" ? figure(value) : "–");
    return [html`<code>${String(method ?? "")}</code>`, drifted(result), number(statistic), number(pValue), number(effect), result.message];
  });
  const columns = [
    { title: "Method" },
    { title: "Verdict" },
    { title: "Statistic", numeric: true },
    { title: "p", numeric: true },
    { title: "Effect", numeric: true },
    { title: "In words" },
  ];
  return [card("Beyond single features", dataTable(columns, rows))];
}

/** A comparison of two tables as one self-contained HTML page: verdict first, features ranked, how they are spread, what changed. */
export function renderDriftReport(report: DriftReport): string {
  const { name, drift, reference, current, further, timestamp } = report;
  const status = drift.compared === 0 ? "skipped" : "success";
  const facts = [
    fact(drifted({ hasDrift: drift.hasDrift, status }), `${drift.driftedFeatures.length} of ${drift.compared} features drifted`),
    ...(drift.features[0] && drift.compared > 0
      ? [fact(drift.features[0].name, `greatest effect, ${figure(drift.features[0].effect)}`)]
      : []),
    fact(figure(reference.rows), `rows before: ${reference.name}`),
    fact(figure(current.rows), `rows now: ${current.name}`),
  ];
  return page(
    `${name} – drift`,
    html`<h1>${name} ${drifted({ hasDrift: drift.hasDrift, status })}</h1>
<p>${driftSentence(drift)}</p>
<div class="facts">${facts}</div>
${driftSection(name, { drift, reference, current })}
${evidenceSection(drift.features)}
${furtherSection(further)}
<p class="soft">Made ${timestamp.replace("T", " ").slice(0, 19)} UTC.</p>`,
  );
}
