import type { GroupRates, ShapSummary, TrainingDetails } from "../stage/details.ts";
import { barChart } from "./charts/bar-chart.ts";
import { lineChart } from "./charts/line-chart.ts";
import { rangeBars } from "./charts/range-bars.ts";
import { swarmChart } from "./charts/swarm-chart.ts";
import { figure, metricTitle } from "./format.ts";
import { type Html, html } from "./html.ts";
import { withInterval } from "./metric-text.ts";
import { card, dataTable } from "./page.ts";

type Details = Partial<TrainingDetails>;

/** Slices that are listed. */
const MOST_ROWS = 20;

/** What the model looks at: permutation importances and partial dependence. */
export function explanationCards({ permutation, shap, partialDependence, task }: Details): Html[] {
  const parts: Html[] = [];
  if (permutation && permutation.columns.length > 0) {
    const metric = metricTitle(permutation.metric);
    const caption = `How much worse ${metric} gets when a column is shuffled: mean and 95% interval of ${permutation.repeats} shuffles of ${figure(permutation.rows)} rows.`;
    const bars = permutation.columns.map(({ column, value, interval }) => ({ label: column, value, interval }));
    parts.push(rangeBars(bars, { title: "Permutation importance", caption, limit: 15 }));
  }
  if (shap) parts.push(...shapCharts(shap));
  const y = task === "regression" ? "mean prediction" : "mean probability";
  const drawn = (partialDependence ?? []).map(({ column, class: label, points }) =>
    lineChart([{ name: column, points }], {
      title: `Partial dependence on ${column}`,
      x: column,
      y: label === undefined ? y : `${y} of ${label}`,
      caption: label === undefined ? column : `${column}, class ${label}`,
    }),
  );
  return [
    ...(parts.length > 0 ? [card("What the model looks at", html`<div class="two">${parts}</div>`)] : []),
    ...(drawn.length > 0
      ? [
          card(
            "Partial dependence",
            html`<p class="soft">The mean prediction if all rows had the same value in one column. Columns that move together are not told apart.</p><div class="two">${drawn}</div>`,
          ),
        ]
      : []),
  ];
}

const SCALES: Readonly<Record<ShapSummary["scale"], string>> = {
  prediction: "the prediction",
  log: "the logarithm of the prediction",
  log_odds: "the log-odds",
  class_scores: "the score of the class",
  probability: "the probability",
};

/** Dots by row where there is one score, else the mean size by column for each class. */
function shapCharts({ rows, scale, outputs, points }: ShapSummary): Html[] {
  const what = SCALES[scale];
  if (points) {
    const caption = `SHAP values: how far a column moves ${what} of a row from ${figure(outputs[0]?.expected)}, what is expected without any. A dot per row, ${figure(points[0]?.values.length)} of ${figure(rows)} explained; the fuller, the higher the row's value in the column; grey where values have no order.`;
    return [
      swarmChart(
        points.map(({ column, values }) => ({ label: column, points: values })),
        { title: "SHAP values", x: `moves ${what} by`, caption },
      ),
    ];
  }
  return outputs.map(({ class: name, columns }) =>
    barChart(
      columns.map(({ column, value }) => ({ label: column, value })),
      { title: `Mean |SHAP|, class ${name}: how far a column moves ${what}, ${figure(rows)} rows`, limit: 10 },
    ),
  );
}

type Slice = NonNullable<Details["slices"]>[number];

/** How each group is called, and how far groups of a column lie apart. */
function ratesCard(slices: readonly Slice[]): Html[] {
  const rated = slices.filter(({ rates }) => rates);
  if (rated.length === 0) return [];
  const columns = [...new Set(rated.map(({ column }) => column))];
  const own = (name: string) => rated.filter(({ column }) => column === name);
  const spread = (name: string, rate: keyof GroupRates): string => {
    const values = own(name).flatMap(({ rates }) => rates?.[rate].value ?? []);
    return values.length < 2 ? "–" : figure(Math.max(...values) - Math.min(...values));
  };
  const rows = columns.flatMap((name) => {
    const groups = [...own(name)].sort((a, b) => b.rows - a.rows).slice(0, MOST_ROWS);
    const lines = groups.map(({ column, value, rates, rows: n }) => [
      column,
      value,
      withInterval(rates?.selected),
      withInterval(rates?.truePositive),
      withInterval(rates?.falsePositive),
      figure(n),
    ]);
    return [
      ...lines,
      [
        html`<b>${name}</b>`,
        "largest difference",
        spread(name, "selected"),
        spread(name, "truePositive"),
        spread(name, "falsePositive"),
        "",
      ],
    ];
  });
  const head = [
    { title: "Column" },
    { title: "Value" },
    { title: "Called positive", numeric: true },
    { title: "of the positive", numeric: true },
    { title: "of the negative", numeric: true },
    { title: "n", numeric: true },
  ];
  const note =
    "Shares of rows that are called positive: of all (selection rate), of those that are (true positive rate), of those that are not (false positive rate). Whether a difference is unfair, figures cannot tell.";
  return [card("Calls by group", dataTable(head, rows), html`<p class="soft">${note}</p>`)];
}

/** Where the metric is worst, and what more rows would bring. */
export function sliceCards({ slices, learningCurve, primaryMetric }: Details): Html[] {
  const cards: Html[] = [];
  if (slices?.length) {
    const rows = slices.slice(0, MOST_ROWS).map(({ column, value, rows: n, metric }) => [column, value, withInterval(metric), figure(n)]);
    const head = [
      { title: "Column" },
      { title: "Value" },
      { title: metricTitle(primaryMetric ?? ""), numeric: true },
      { title: "n", numeric: true },
    ];
    const note = slices.length > MOST_ROWS ? [html`<p class="soft">The worst ${MOST_ROWS} of ${slices.length}.</p>`] : [];
    cards.push(card("Slices, worst first", dataTable(head, rows), ...note));
    cards.push(...ratesCard(slices));
  }
  if (learningCurve && learningCurve.points.length > 0) {
    const { points, metric } = learningCurve;
    const line = (key: "train" | "validation") =>
      points.flatMap((point) => {
        const y = point[key];
        return y === null ? [] : [{ x: point.rows, y, ...(key === "validation" ? { interval: point.interval } : {}) }];
      });
    cards.push(
      card(
        "Learning curve",
        lineChart(
          [
            { name: "rows learned from", points: line("train"), aside: true },
            { name: "rows judged on", points: line("validation") },
          ],
          {
            title: "Learning curve",
            x: "training rows",
            y: metricTitle(metric),
            width: 480,
            caption: "Solid: rows the model did not see, with the 95% interval. Dashed: rows it learned from.",
          },
        ),
      ),
    );
  }
  return cards;
}
