import type { Breach, MonitoringDetails, PerformanceDetails, WindowPerformance } from "../stage/monitoring-details.ts";
import type { MetricValue } from "../stage/outputs.ts";
import { type WindowLine, windowChart } from "./charts/window-chart.ts";
import { figure, metricTitle } from "./format.ts";
import { type Html, html } from "./html.ts";
import { badge, card, dataTable } from "./page.ts";

const MOST_TABLE_ROWS = 200;

/** The gravest thing out of bounds in words, or that nothing is. */
export function performanceSentence({ breaches, windows }: Pick<PerformanceDetails, "breaches" | "windows">): string {
  const count = Math.max(1, windows.length);
  const worst = [...breaches].sort((a, b) => shortfall(b) - shortfall(a))[0];
  if (worst === undefined) return `Within bounds in ${count === 1 ? "the one window" : `all ${count} windows`}.`;
  const out = new Set(breaches.map(({ window }) => window)).size;
  const limit = worst.by === "reference" ? "the limit that the reference sets" : "its threshold";
  return `Out of bounds in ${out} of ${count} windows; the worst: ${metricTitle(worst.metric)} ${figure(worst.value)} in ${worst.window}, ${worst.bound === "min" ? "below" : "above"} ${limit}, ${figure(worst.threshold)}.`;
}

const shortfall = ({ value, threshold }: Breach): number => Math.abs(value - threshold) / (Math.abs(threshold) || 1);

/** Metrics drawn: judged ones, else the first. */
function drawnMetrics({ bands, thresholds, overall }: PerformanceDetails): string[] {
  const judged = [...new Set([...bands.map(({ metric }) => metric), ...Object.keys(thresholds)])];
  return judged.length > 0 ? judged : Object.keys(overall.metrics).slice(0, 1);
}

function linesOf(metric: string, { bands, thresholds }: PerformanceDetails): WindowLine[] {
  const { min, max } = thresholds[metric] ?? {};
  const band = bands.find((each) => each.metric === metric);
  return [
    ...(band ? [{ value: band.value, label: "reference", bound: false }] : []),
    ...(band ? [{ value: band.limit, label: "limit", bound: true }] : []),
    ...(min === undefined ? [] : [{ value: min, label: "least", bound: true }]),
    ...(max === undefined ? [] : [{ value: max, label: "most", bound: true }]),
  ];
}

function metricChart(metric: string, details: PerformanceDetails): Html {
  const out = new Set(details.breaches.filter((breach) => breach.metric === metric).map(({ window }) => window));
  const points = details.windows.map(({ label, partial, metrics }) => {
    const { value = null, interval = null } = metrics[metric] ?? {};
    return { label, partial, value, interval, breached: out.has(label) };
  });
  if (points.every(({ value }) => value === null)) return html`<p class="soft">${metricTitle(metric)} is undefined in every window.</p>`;
  return html`<div class="scroll wide">${windowChart(points, linesOf(metric, details), metricTitle(metric))}</div>`;
}

function withInterval(metric: MetricValue | undefined): string {
  if (metric === undefined) return "–";
  if (metric.value === null) return metric.reason ?? "undefined";
  return metric.interval ? `${figure(metric.value)} [${figure(metric.interval[0])}, ${figure(metric.interval[1])}]` : figure(metric.value);
}

function windowTable({ windows, overall, breaches }: PerformanceDetails, drawn: readonly string[]): Html {
  const names = [...drawn, ...Object.keys(overall.metrics).filter((name) => !drawn.includes(name))];
  const cell = (metric: MetricValue | undefined, name: string) => (drawn.includes(name) ? withInterval(metric) : figure(metric?.value));
  const rowOf = (label: string, { rows, n, metrics }: Pick<WindowPerformance, "rows" | "n" | "metrics">, note: Html | string) => [
    html`<code>${label}</code>`, // which does not break in the middle of a date
    note,
    figure(rows),
    figure(n),
    ...names.map((name) => cell(metrics[name], name)),
  ];
  const note = ({ label, n, partial }: WindowPerformance): Html | string => {
    if (breaches.some(({ window }) => window === label)) return badge("out of bounds", "bad");
    if (n === 0) return badge("no rows", "plain");
    return partial ? badge("partial", "plain") : "";
  };
  const shown = windows.slice(-MOST_TABLE_ROWS);
  return dataTable(
    [
      { title: "Window" },
      { title: "" },
      { title: "Rows", numeric: true },
      { title: "Evaluated", numeric: true },
      ...names.map((name) => ({ title: metricTitle(name), numeric: true })),
    ],
    [
      ...shown.map((window) => rowOf(window.label, window, note(window))),
      rowOf(
        "all",
        {
          rows: Math.max(
            overall.n,
            windows.reduce((sum, { rows }) => sum + rows, 0),
          ),
          ...overall,
        },
        "",
      ),
    ],
  );
}

/** What the figures rest on: labels that have arrived, rows left out, the reference rows. */
function coverage(
  { labels, performance, performanceReference, performanceReferenceReason }: MonitoringDetails,
  { bands }: PerformanceDetails,
): Html {
  const left = Object.entries(performance?.excluded ?? {}).filter(([, count]) => count > 0);
  const excluded =
    left.length === 0 ? "No row was left out." : `Left out: ${left.map(([what, count]) => `${figure(count)} without ${what}`).join(", ")}.`;
  const arrived =
    labels === undefined
      ? ""
      : `Labels have arrived for ${figure(labels.labelled)} of ${figure(labels.rows)} rows (${labels.rows === 0 ? "–" : `${((100 * labels.labelled) / labels.rows).toFixed(1)}%`})${labels.unused > 0 ? `; ${figure(labels.unused)} labels belong to no row` : ""}. `;
  const judged = bands
    .map(
      ({ metric, value, limit, mean, spread }) =>
        `${metricTitle(metric)} ${figure(value)} (windows ${figure(mean)}, standard deviation between them ${figure(spread)}), limit ${figure(limit)}`,
    )
    .join("; ");
  const reference =
    performanceReference === undefined
      ? performanceReferenceReason === undefined
        ? ""
        : ` No reference: ${performanceReferenceReason}.`
      : ` Reference: ${figure(performanceReference.rows)} rows of ${performanceReference.name}${performanceReference.inSample ? ", which the model has learned from" : ""}: ${judged}.`;
  return html`<p class="soft">${arrived}${excluded}${reference}</p>`;
}

/** What Prometheus and Grafana read, by its name in the run's folder. */
function fileLine({ files }: MonitoringDetails): Html[] {
  const names = Object.values(files).map((file) => file.split(/[\\/]/).slice(-4).join("/"));
  return names.length === 0 ? [] : [html`<p class="soft">For Prometheus, Grafana and programs: <code>${names.join(", ")}</code></p>`];
}

/** A model's performance over time: verdict, metrics over the windows with their bounds, every window, what was left out. */
export function performanceSection(name: string, details: MonitoringDetails): Html[] {
  const { performance, performanceReason, performanceEstimate: estimate } = details;
  if (performance === null) {
    const expected =
      estimate === undefined ? [] : [html`<p>${badge("estimated", estimate.alarm ? "warn" : "plain")} ${estimate.message}</p>`];
    const why = html`<p>${badge("not measured", "plain")} ${performanceReason ?? ""}</p>`;
    return [card(`Performance: ${name}`, why, ...expected, ...fileLine(details))];
  }
  const drawn = drawnMetrics(performance);
  const bounded = performance.bands.length > 0 || Object.keys(performance.thresholds).length > 0;
  const alarm = performance.breaches.length > 0;
  return [
    card(
      `Performance: ${name}`,
      bounded
        ? html`<p>${alarm ? badge("alarm", "bad") : badge("steady", "good")} ${performanceSentence(performance)}</p>`
        : html`<p>${badge("not judged", "plain")} There are no thresholds, and no reference with labels.</p>`,
      ...(performance.windows.length > 1 ? drawn.map((metric) => metricChart(metric, performance)) : []),
      coverage(details, performance),
      windowTable(performance, drawn),
      ...fileLine(details),
    ),
  ];
}
