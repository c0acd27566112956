import type { ShapSummary, TrainingDetails } from "../stage/details.ts";
import { barChart } from "./charts/bar-chart.ts";
import { lineChart } from "./charts/line-chart.ts";
import { rangeBars } from "./charts/range-bars.ts";
import { swarmChart } from "./charts/swarm-chart.ts";
import { figure, metricTitle } from "./format.ts";
import { type Html, html } from "./html.ts";
import { card } from "./page.ts";

type Details = Partial<TrainingDetails>;

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
