import type { GroupRates, TrainingDetails } from "../stage/details.ts";
import { lineChart } from "./charts/line-chart.ts";
import { figure, metricTitle } from "./format.ts";
import { type Html, html } from "./html.ts";
import { withInterval } from "./metric-text.ts";
import { card, dataTable } from "./page.ts";

type Details = Partial<TrainingDetails>;
/** Slices that are listed. */
const MOST_ROWS = 20;
/** Rows of a group at least to be compared: rates of fewer are mostly noise. */
const LEAST_GROUP = 30;

type Slice = NonNullable<Details["slices"]>[number];

/** How each group is called, and how far groups of a column lie apart. */
function ratesCard(slices: readonly Slice[]): Html[] {
  const rated = slices.filter(({ rates }) => rates);
  if (rated.length === 0) return [];
  const columns = [...new Set(rated.map(({ column }) => column))];
  const own = (name: string) => rated.filter(({ column }) => column === name);
  const spread = (name: string, rate: keyof GroupRates): string => {
    const values = own(name).flatMap(({ rates, rows: n }) => (n < LEAST_GROUP ? [] : (rates?.[rate].value ?? [])));
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
  const note = `Shares of rows that are called positive: of all (selection rate), of those that are (true positive rate), of those that are not (false positive rate). Differences are those between groups of at least ${LEAST_GROUP} rows. Whether one is unfair, figures cannot tell.`;
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
