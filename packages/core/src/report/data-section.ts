import type { Result } from "@mlops/models";
import type { ColumnSummary, DataDetails, RuleOutcome } from "../stage/details.ts";
import { figure } from "./format.ts";
import { type Html, html } from "./html.ts";
import { badge, card, dataTable } from "./page.ts";

const SEVERITY = { error: "bad", warning: "warn" } as const;

function rulesTable(rules: readonly RuleOutcome[]): Html {
  const ranked = [...rules].sort(
    (a, b) => Number(a.passed) - Number(b.passed) || Number(a.severity === "warning") - Number(b.severity === "warning"),
  );
  return dataTable(
    [{ title: "Rule" }, { title: "Verdict" }, { title: "Broken by", numeric: true }, { title: "Examples" }],
    ranked.map((rule) => [
      html`<code>${rule.rule}</code>`,
      rule.passed ? badge("holds", "good") : badge(rule.severity === "warning" ? "warning" : "broken", SEVERITY[rule.severity]),
      rule.count === 0 ? "0" : `${figure(rule.count)} of ${figure(rule.total)}`,
      rule.passed && rule.count === 0
        ? ""
        : (rule.samples ?? [])
            .slice(0, 3)
            .map((sample) => `row ${sample.index}: ${JSON.stringify(sample.value)}`)
            .join("; ") || rule.message,
    ]),
  );
}

function columnsTable(columns: readonly ColumnSummary[]): Html {
  return dataTable(
    [{ title: "Column" }, { title: "Kind" }, { title: "Missing", numeric: true }, { title: "Values" }],
    columns.map((column) => [html`<code>${column.name}</code>`, column.kind, figure(column.missing), column.summary]),
  );
}

/** What the stage told; of one that its rules stopped, what became of the rules. */
function detailsOf(result: Result): Partial<DataDetails> {
  const { code, fields } = result.details as { code?: unknown; fields?: Failed };
  if (code === undefined) return result.details as unknown as Partial<DataDetails>;
  return code === "DATA_INVALID" && fields?.outcomes ? { rules: fields.outcomes } : {};
}

interface Failed {
  readonly outcomes?: readonly RuleOutcome[];
}

function verdictOn(rules: readonly RuleOutcome[]): string {
  const broken = rules.filter((rule) => !rule.passed).length;
  if (broken > 0) return `${broken} of ${rules.length} rules ${broken === 1 ? "is" : "are"} broken.`;
  return rules.length === 1 ? "The one rule holds." : `All ${rules.length} rules hold.`;
}

/** What was read, how it was split, which rules held. */
export function dataSection(name: string, result: Result): Html[] {
  const details = detailsOf(result);
  if (Object.keys(details).length === 0) return []; // it failed before there was anything to tell
  const verdict = details.rules?.length ? verdictOn(details.rules) : "";
  return [
    card(
      `Data: ${name}`,
      html`<p>${verdict} ${details.quarantined ? `${figure(details.quarantined)} rows were put aside.` : ""}</p>`,
      ...(details.rows
        ? [
            html`<h3>Rows</h3>`,
            dataTable(
              [{ title: "Set" }, { title: "Rows", numeric: true }],
              Object.entries(details.rows).map(([set, rows]) => [set.replace(/_/g, " "), figure(rows)]),
            ),
          ]
        : []),
      ...(details.rules?.length ? [html`<h3>Rules</h3>`, rulesTable(details.rules)] : []),
      ...(details.columns?.length ? [html`<h3>Columns of the training rows</h3>`, columnsTable(details.columns)] : []),
      ...(details.datasets?.length
        ? [
            html`<h3>Files</h3>`,
            dataTable(
              [{ title: "Name" }, { title: "File" }, { title: "Rows", numeric: true }, { title: "SHA-256" }],
              details.datasets.map((dataset) => [
                dataset.name,
                html`<code>${dataset.path.split("/").slice(-2).join("/")}</code>`,
                figure(dataset.rows),
                html`<code>${dataset.sha256.slice(0, 12)}…</code>`,
              ]),
            ),
          ]
        : []),
    ),
  ];
}
