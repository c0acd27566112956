import type { TrainingDetails } from "../stage/details.ts";
import type { MetricValue } from "../stage/outputs.ts";
import { lineChart } from "./charts/line-chart.ts";
import { rangeBars } from "./charts/range-bars.ts";
import { figure, metricTitle } from "./format.ts";
import { type Html, html } from "./html.ts";
import { card, dataTable } from "./page.ts";

type Details = Partial<TrainingDetails>;

/** Slices and trials that are listed. */
const MOST_ROWS = 20;

/** A metric with its interval as text. */
export function withInterval(metric: MetricValue | undefined): string {
  if (!metric) return "–";
  if (metric.value === null) return metric.reason ?? "undefined";
  return metric.interval ? `${figure(metric.value)} [${figure(metric.interval[0])}, ${figure(metric.interval[1])}]` : figure(metric.value);
}

/** What the model looks at: permutation importances and partial dependence. */
export function explanationCards({ permutation, partialDependence, task }: Details): Html[] {
  const parts: Html[] = [];
  if (permutation && permutation.columns.length > 0) {
    const metric = metricTitle(permutation.metric);
    const caption = `How much worse ${metric} gets when a column is shuffled: mean and 95% interval of ${permutation.repeats} shuffles of ${figure(permutation.rows)} rows.`;
    const bars = permutation.columns.map(({ column, value, interval }) => ({ label: column, value, interval }));
    parts.push(rangeBars(bars, { title: "Permutation importance", caption, limit: 15 }));
  }
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
    ...(parts.length > 0 ? [card("What the model looks at", html`${parts}`)] : []),
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

/** How the model decides: calibration, threshold and what it called the judged rows. */
export function decisionCards({ calibration, threshold, confusion }: Details): Html[] {
  const parts: Html[] = [];
  if (calibration)
    parts.push(
      html`<p>Probabilities are calibrated by ${calibration.method} on ${figure(calibration.rows)} out-of-fold rows: log loss ${withInterval(calibration.before)} before, ${withInterval(calibration.after)} after.</p>`,
    );
  if (threshold) {
    const { method, score } = threshold;
    const how =
      method === "cost" ? `least cost, ${figure(score)} per row` : method === "f_beta" ? `best F-beta, ${figure(score)}` : "as configured";
    parts.push(
      html`<p>A row is called <b>${threshold.positiveClass}</b> from a probability of ${figure(threshold.value)} on (${how}).</p>`,
    );
  }
  if (confusion && confusion.classes.length <= 12)
    parts.push(
      dataTable(
        [{ title: "is ↓ called →" }, ...confusion.classes.map((title) => ({ title, numeric: true }))],
        confusion.classes.map((label, k) => [label, ...(confusion.counts[k] ?? []).map((n) => figure(n))]),
      ),
    );
  return parts.length > 0 ? [card("Decision", ...parts)] : [];
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

/** How hyperparameters were chosen and how the metric varies over the folds. */
export function selectionCards({ search, crossValidation, primaryMetric }: Details): Html[] {
  const cards: Html[] = [];
  if (crossValidation) {
    const name = primaryMetric ?? "";
    const rows = crossValidation.folds.map((fold, k) => [
      String(k + 1),
      figure(fold.trained),
      figure(fold.rows),
      withInterval(fold.metrics[name]),
    ]);
    const head = [
      { title: "Fold" },
      { title: "Learned from", numeric: true },
      { title: "Judged", numeric: true },
      { title: metricTitle(name), numeric: true },
    ];
    cards.push(
      card(
        `Cross-validation, ${crossValidation.method}`,
        html`<p>Mean over the folds: ${withInterval(crossValidation.metrics[name])}.</p>`,
        dataTable(head, rows),
      ),
    );
  }
  if (search) {
    const names = [...new Set(search.trials.flatMap(({ parameters }) => Object.keys(parameters)))];
    const scored = [...search.trials].sort(
      (a, b) => Number(b.trial === search.best) - Number(a.trial === search.best) || a.trial - b.trial,
    );
    const rows = scored
      .slice(0, MOST_ROWS)
      .map((trial) => [
        trial.trial === search.best ? html`<b>${trial.trial}</b>` : String(trial.trial),
        ...names.map((name) => shown(trial.parameters[name])),
        trial.error ?? withInterval(trial.score),
      ]);
    const head = [
      { title: "Trial" },
      ...names.map((title) => ({ title, numeric: true })),
      { title: metricTitle(search.metric), numeric: true },
    ];
    const where = search.scoredOn === "cross_validation" ? "by cross-validation" : "on training rows set aside";
    const note = search.trials.length > MOST_ROWS ? ` ${search.trials.length - MOST_ROWS} more are not shown.` : "";
    cards.push(
      card(
        "Search",
        html`<p>${search.method} search, ${search.trials.length} trials scored ${where}; trial ${search.best} was taken.${note}</p>`,
        dataTable(head, rows),
      ),
    );
  }
  return cards;
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "–");
}
