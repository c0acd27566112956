import type { Result } from "@mlops/models";
import type { BatchDetails, DeploymentDetails, EndpointDetails, Parity, ServedShare } from "../stage/details.ts";
import { barChart } from "./charts/bar-chart.ts";
import { duration, figure } from "./format.ts";
import { type Html, html } from "./html.ts";
import { badge, card, dataTable, fact } from "./page.ts";

/** The head figures of a deployment. */
export function deploymentFacts(result: Result): Html[] {
  const { deployed, batch } = result.details as unknown as DeploymentDetails;
  const facts: Html[] = [];
  if (deployed)
    facts.push(fact(`${deployed.endpoint} v${deployed.version}`, deployed.changed ? "endpoint, deployed" : "endpoint, served already"));
  if (batch) facts.push(fact(figure(batch.rows), batch.cached ? "rows scored before" : "rows scored"));
  return facts;
}

function parityRow(where: string, parity: Parity | null, reason: string | undefined): (string | Html)[] {
  if (parity === null) return [where, reason ?? "not asked", "–", "–", "–"];
  const verdict = parity.ok ? badge("agrees", "good") : badge("differs", "bad");
  return [
    where,
    verdict,
    figure(parity.rows),
    parity.maxError === 0 ? "0" : parity.maxError.toExponential(1),
    parity.tolerance.toExponential(0),
  ];
}

function goldenTable({ golden, target }: EndpointDetails): Html[] {
  const skipped = golden.http?.skipped ?? 0;
  const over = target === "local" ? "endpoint over HTTP" : "endpoint over its query route";
  return [
    html`<h3>Golden rows</h3>`,
    dataTable(
      [
        { title: "Asked" },
        { title: "Verdict" },
        { title: "Rows", numeric: true },
        { title: "Largest difference", numeric: true },
        { title: "Allowed", numeric: true },
      ],
      [parityRow("bundle on this machine", golden.local, golden.reason), parityRow(over, golden.http, golden.reason)],
    ),
    ...(skipped > 0
      ? [
          html`<p class="soft">${figure(skipped)} golden ${skipped === 1 ? "row has" : "rows have"} no value in a required column, which no request may hold.</p>`,
        ]
      : []),
  ];
}

function sharesTable({ versions, former }: EndpointDetails): Html[] {
  const share = (list: readonly ServedShare[], version: string): string => {
    const found = list.find((one) => one.version === version);
    return found ? `${found.weight}%` : "–";
  };
  const all = [...new Map([...former, ...versions].map((one) => [one.version, one])).values()];
  return [
    html`<h3>Versions</h3>`,
    dataTable(
      [{ title: "Version" }, { title: "Model" }, { title: "Requests before", numeric: true }, { title: "Requests now", numeric: true }],
      all.map(({ version, modelUri }) => [
        html`<code>${version}</code>`,
        html`<code>${modelUri}</code>`,
        share(former, version),
        share(versions, version),
      ]),
    ),
  ];
}

function endpointCard(name: string, details: EndpointDetails): Html {
  const { url, revision, changed, alias, aliasReason, timings, lifetime, target } = details;
  const { total = 0, ...steps } = timings;
  const bars = Object.entries(steps).map(([label, value]) => ({ label, value }));
  const gone = target === "local" && lifetime === "run";
  const verb = gone ? "Served" : changed ? "Serves" : "Served already";
  return card(
    `Deployment: ${name}`,
    html`<p>${verb} at <code>${url}</code>${revision === undefined ? "" : `, revision ${revision}`}${gone ? ", until the run was over" : ""}.</p>
<p>${alias === null ? `The alias was not set: ${aliasReason ?? "it was not asked for"}.` : html`The alias ${badge(alias, "good")} names this version.`}</p>`,
    ...goldenTable(details),
    ...sharesTable(details),
    ...(bars.length > 0 ? [html`<h3>Time</h3>`, barChart(bars, { title: `Milliseconds by step; ${duration(total)} in all` })] : []),
  );
}

function batchCard(name: string, batch: BatchDetails): Html {
  const rows: (string | Html)[][] = [
    ["Model", html`<code>${batch.model}</code>`],
    ["Input", html`<code>${batch.input}</code> (SHA-256 <code>${batch.inputSha256.slice(0, 12)}…</code>)`],
    ["Output", html`<code>${batch.output}</code>`],
    ["Columns added", batch.columns.join(", ")],
    ["Scored", batch.scoredAt.replace("T", " ").slice(0, 19)],
  ];
  const state = batch.cached
    ? " by an earlier run from the same model and input; the output is still what was written"
    : ` in ${duration(batch.durationMs)}`;
  return card(`Batch: ${name}`, html`<p>${figure(batch.rows)} rows scored${state}.</p>`, dataTable([{ title: "" }, { title: "" }], rows));
}

/** Where the model serves, how it was checked over HTTP, which versions share the requests, and what was scored. */
export function deploymentSection(name: string, result: Result): Html[] {
  const { deployed, batch } = result.details as unknown as DeploymentDetails;
  return [...(deployed ? [endpointCard(name, deployed)] : []), ...(batch ? [batchCard(name, batch)] : [])];
}
