import { badge, card, dataTable, figure, type Html, html } from "@mlops/core/report";
import { ruleName, type ValidationError, type ValidationResult, type ValidationRule } from "@mlops/models";

const RANK = { error: 0, warning: 1 } as const;
const SHOWN = 5;
const LONGEST = 120;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** The first failing rows, those with one value together; a missing value is told by the rule itself. */
function samplesText({ samples, message }: ValidationError): string {
  const rowsOf = new Map<string, number[]>();
  for (const { index, value } of samples.slice(0, SHOWN)) {
    const text = value == null ? "" : `: ${JSON.stringify(value)}`;
    rowsOf.set(text, [...(rowsOf.get(text) ?? []), index]);
  }
  if (rowsOf.size === 0) return message;
  return cut([...rowsOf].map(([text, rows]) => `${rows.length > 1 ? "rows" : "row"} ${rows.join(", ")}${text}`).join("; "));
}

const NAMED: ReadonlySet<string> = new Set(["type", "name", "column", "severity", "description", "when", "mostly", "ignoreRowIf"]);

/** What a rule asks for, beyond what its name says. */
function demandText(rule: ValidationRule): string {
  const name = ruleName(rule);
  const fields = Object.entries(rule)
    .filter(([field, value]) => !NAMED.has(field) && value !== undefined && value !== false && !name.includes(String(value)))
    .map(([field, value]) => `${field} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  if ("mostly" in rule && rule.mostly < 1) fields.push(`at least ${rule.mostly * 100}% of the rows`);
  if ("when" in rule && rule.when !== undefined) fields.push(`where ${rule.when}`);
  return cut(fields.join(", "));
}

const line = (text: string, soft: boolean): Html => html`<div class="${soft ? "soft" : ""}">${text}</div>`;

function ruleCell(name: string, rule: ValidationRule | undefined, error?: ValidationError): Html {
  const demand = rule === undefined ? "" : demandText(rule);
  const lines = [...(demand === "" ? [] : [line(demand, true)]), ...(error === undefined ? [] : [line(samplesText(error), false)])];
  return html`<code>${name}</code>${lines}`;
}

const COLUMNS = [{ title: "Rule" }, { title: "Verdict" }] as const;

/** More rules that hold than these are folded, so that what is broken and the columns are seen first. */
const OPEN = 8;

function holdingTable(holding: readonly (readonly [string, ValidationRule])[]): Html {
  const table = dataTable(
    COLUMNS,
    holding.map(([name, rule]) => [ruleCell(name, rule), badge("holds", "good")]),
  );
  if (holding.length <= OPEN) return table;
  return html`<details><summary>${badge("holds", "good")} ${figure(holding.length)} rules</summary>${table}</details>`;
}

/** Broken rules first, errors before warnings, the larger share of rows first; then those that hold. */
export function ruleCard({ validationErrors }: ValidationResult, rules: readonly ValidationRule[]): Html {
  const broken = [...validationErrors].sort((a, b) => RANK[a.severity] - RANK[b.severity] || b.share - a.share);
  const names = new Set(broken.map(({ rule }) => rule));
  const ruleOf = new Map(rules.map((rule) => [ruleName(rule), rule]));
  const holding = [...ruleOf].filter(([name]) => !names.has(name));
  const brokenTable = dataTable(
    [...COLUMNS, { title: "Broken by", numeric: true }],
    broken.map((error) => [
      ruleCell(error.rule, ruleOf.get(error.rule), error),
      error.severity === "error" ? badge("broken", "bad") : badge("warning", "warn"),
      `${figure(error.count)} of ${figure(error.total)}`,
    ]),
  );
  return card(
    "Rules",
    html`<div class="rules">${broken.length === 0 ? "" : brokenTable}${holding.length === 0 ? "" : holdingTable(holding)}</div>`,
  );
}
