import { badge, card, dataTable, fact, figure, type Html, html, page } from "@mlops/core/report";
import type { DataProfile } from "../profile/data-profile.ts";
import { columnCard } from "./column-card.ts";
import type { DataDocs } from "./data-docs.ts";
import { ruleCard } from "./rule-card.ts";

function correlationCard({ correlations }: DataProfile): Html[] {
  const strongest = correlations.filter(({ value }) => value !== null).slice(0, 10);
  if (strongest.length === 0) return [];
  const ranked = strongest.some(({ spearman }) => spearman !== undefined);
  const rows = strongest.map(({ left, right, value, spearman, rows: count }) => [
    `${left}, ${right}`,
    figure(value),
    ...(ranked ? [figure(spearman)] : []),
    figure(count),
  ]);
  const columns = [
    { title: "Columns" },
    { title: "Pearson", numeric: true },
    ...(ranked ? [{ title: "Spearman", numeric: true }] : []),
    { title: "Rows", numeric: true },
  ];
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
