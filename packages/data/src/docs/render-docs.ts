import { badge, card, dataTable, fact, figure, type Html, html, page } from "@mlops/core/report";
import { ruleName, type ValidationError, type ValidationResult, type ValidationRule } from "@mlops/models";
import type { DataProfile } from "../profile/data-profile.ts";
import { columnCard } from "./column-card.ts";
import type { DataDocs } from "./data-docs.ts";

const RANK = { error: 0, warning: 1 } as const;

function sampleText({ samples, message }: ValidationError): string {
  const rows = samples.slice(0, 5).map(({ index, value }) => `row ${index}: ${JSON.stringify(value)}`);
  return rows.length === 0 ? message : rows.join("; ");
}

/** Broken rules first, errors before warnings, the larger share of rows first. */
function ruleCard({ validationErrors }: ValidationResult, rules: readonly ValidationRule[]): Html {
  const broken = [...validationErrors].sort((a, b) => RANK[a.severity] - RANK[b.severity] || b.share - a.share);
  const names = new Set(broken.map(({ rule }) => rule));
  const holding = rules.filter((rule) => !names.has(ruleName(rule)));
  return card(
    "Rules",
    dataTable(
      [{ title: "Rule" }, { title: "Verdict" }, { title: "Broken by", numeric: true }, { title: "Examples" }],
      [
        ...broken.map((error) => [
          html`<code>${error.rule}</code>`,
          error.severity === "error" ? badge("broken", "bad") : badge("warning", "warn"),
          `${figure(error.count)} of ${figure(error.total)}`,
          sampleText(error),
        ]),
        ...holding.map((rule) => [html`<code>${ruleName(rule)}</code>`, badge("holds", "good"), "0", ""]),
      ],
    ),
  );
}

function correlationCard({ correlations }: DataProfile): Html[] {
  const strongest = correlations.filter(({ value }) => value !== null).slice(0, 10);
  if (strongest.length === 0) return [];
  const rows = strongest.map(({ left, right, value, rows: count }) => [left, right, figure(value), figure(count)]);
  const columns = [{ title: "Column" }, { title: "Column" }, { title: "Correlation", numeric: true }, { title: "Rows", numeric: true }];
  return [card("Strongest correlations", dataTable(columns, rows))];
}

/** The page of `dataDocs`; what draws it is heavy, so that it is loaded only when there is a page to draw. */
export function renderDocs({ title, result, rules = [], profile }: DataDocs): string {
  const verdict = result === undefined ? [] : [fact(result.isValid ? badge("valid", "good") : badge("not valid", "bad"), result.message)];
  const size =
    profile === undefined ? [] : [fact(figure(profile.rows), "rows"), fact(figure(Object.keys(profile.columns).length), "columns")];
  return page(
    title,
    html`<h1>${title}</h1><div class="facts">${[...verdict, ...size]}</div>${result === undefined ? "" : ruleCard(result, rules)}${
      profile === undefined
        ? ""
        : [...Object.entries(profile.columns).map(([name, summary]) => columnCard(name, summary)), ...correlationCard(profile)]
    }`,
  );
}
