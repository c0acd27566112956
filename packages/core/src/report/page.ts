import { type Html, html } from "./html.ts";

const STYLE = `
:root{color-scheme:light dark;--bg:#fcfcfb;--card:#fff;--ink:#1c1e21;--soft:#5f6670;--line:#dfe2e6;--grid:#eceef0;--accent:#2458c5;--accent-soft:#a9c0ee;--good:#17723b;--good-bg:#e2f3e7;--warn:#8a5a00;--warn-bg:#fbeed3;--bad:#b3261e;--bad-bg:#fbe5e3}
@media(prefers-color-scheme:dark){:root{--bg:#14161a;--card:#1c1f24;--ink:#e8eaed;--soft:#a3abb5;--line:#343a42;--grid:#2a2f36;--accent:#7ea6ff;--accent-soft:#3c568f;--good:#6fd495;--good-bg:#173324;--warn:#f0c068;--warn-bg:#3a2d12;--bad:#ff9a91;--bad-bg:#431f1c}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1040px;margin:0 auto;padding:28px 20px 64px}h1{font-size:26px;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:18px;margin:0 0 12px}h3{font-size:14px;margin:18px 0 8px;color:var(--soft);font-weight:600}
p{margin:0 0 10px}.soft{color:var(--soft)}.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:16px 0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:12px;margin:18px 0 0}.fact{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 14px;min-width:0}
.fact b{display:block;font-size:20px;font-weight:650;overflow-wrap:anywhere}.fact span{color:var(--soft);font-size:13px}
.badge{display:inline-block;padding:1px 9px;border-radius:99px;font-size:13px;font-weight:600;background:var(--grid);color:var(--soft);white-space:nowrap}
.badge.good{background:var(--good-bg);color:var(--good)}.badge.warn{background:var(--warn-bg);color:var(--warn)}.badge.bad{background:var(--bad-bg);color:var(--bad)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:600;white-space:nowrap}
td:first-child{min-width:92px}td:first-child code{white-space:nowrap}.rules td:first-child{overflow-wrap:anywhere}.rules td:first-child code{white-space:normal}td.n,th.n{text-align:right;padding-right:24px;font-variant-numeric:tabular-nums;white-space:nowrap}tr:last-child td{border-bottom:0}code{font:13px ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}pre{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;background:var(--grid);border-radius:6px;padding:10px 12px;overflow-x:auto;margin:0 0 10px}
details>summary{cursor:pointer;color:var(--soft);padding:10px 0 2px}details[open]>summary{padding-bottom:8px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px 28px}.three{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,270px),1fr));gap:14px 22px}.wide{margin:0 0 10px}.wide svg{min-width:640px}figure{margin:0;min-width:0}figcaption{color:var(--soft);font-size:13px;margin-top:4px}svg{max-width:100%;height:auto}
`;

/**
 * A whole page that needs nothing from outside: style and drawings are inside, light or dark by the reader's setting.
 * @example page("A & B", html`<p>x</p>`).includes("<title>A &amp; B</title>") // => true
 */
export function page(title: string, body: Html): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${html`${title}`.html}</title><style>${STYLE}</style></head>
<body><main>${body.html}</main></body></html>
`;
}

export type Tone = "good" | "warn" | "bad" | "plain";

/** A short word in a coloured pill. */
export function badge(word: string, tone: Tone): Html {
  return html`<span class="badge ${tone}">${word}</span>`;
}

/** A titled box. */
export function card(title: string, ...content: readonly Html[]): Html {
  return html`<section class="card"><h2>${title}</h2>${content}</section>`;
}

/** One figure with its name under it. */
export function fact(value: string | Html, name: string): Html {
  return html`<div class="fact"><b>${value}</b><span>${name}</span></div>`;
}

export interface TableColumn {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly numeric?: boolean;
}

/** A table that scrolls sideways where it is too wide; without a head where no column has a title. */
export function dataTable(columns: readonly TableColumn[], rows: readonly (readonly (string | Html)[])[]): Html {
  const head = columns.map((column) => html`<th class="${column.numeric ? "n" : ""}">${column.title}</th>`);
  const body = rows.map((row) => html`<tr>${row.map((cell, i) => html`<td class="${columns[i]?.numeric ? "n" : ""}">${cell}</td>`)}</tr>`);
  const titles = columns.some(({ title }) => title !== "") ? html`<thead><tr>${head}</tr></thead>` : null;
  return html`<div class="scroll"><table>${titles}<tbody>${body}</tbody></table></div>`;
}
