import type { MetricValue, TrainingDetails } from "@mlops/core/stage";
import { figure, markdownTable } from "./markdown.ts";

const MOST_SLICES = 10;
const MOST_COLUMNS = 15;

/** A metric with its interval in brackets; the reason where it is undefined. */
export function withInterval({ value, interval, reason }: MetricValue): string {
  if (value === null) return reason ?? "undefined";
  return interval ? `${figure(value)} [${figure(interval[0])}, ${figure(interval[1])}]` : figure(value);
}

/** What the model looks at. */
export function columnsPart(details: TrainingDetails): string {
  return [importancesPart(details), shapPart(details)].filter((part) => part !== "").join("\n\n");
}

function shapPart({ shap }: TrainingDetails): string {
  if (!shap) return "";
  const [first] = shap.outputs;
  const rows = (first?.columns ?? [])
    .slice(0, MOST_COLUMNS)
    .map(({ column }) => [column, ...shap.outputs.map(({ columns }) => figure(columns.find((own) => own.column === column)?.value))]);
  const head = shap.outputs.map(({ class: name }) =>
    name === undefined ? `mean size of SHAP values (${shap.rows} rows)` : `mean size for ${name}`,
  );
  return markdownTable(["column", ...head], rows);
}

function importancesPart({ permutation, importances }: TrainingDetails): string {
  if (permutation) {
    const rows = permutation.columns
      .slice(0, MOST_COLUMNS)
      .map(({ column, value, interval }) => [column, withInterval({ value, interval, n: permutation.rows })]);
    return `${markdownTable(["column", `loss of ${permutation.metric} when shuffled`], rows)}`;
  }
  const rows = [...importances].sort((a, b) => b.value - a.value).slice(0, MOST_COLUMNS);
  return rows.length === 0
    ? ""
    : markdownTable(
        ["feature", "share of the gain"],
        rows.map(({ feature, value }) => [feature, figure(value)]),
      );
}

/** The metric, and the calls of two classes, by group. */
export function slicesPart({ slices, primaryMetric }: TrainingDetails): string {
  if (!slices?.length) return "";
  const rows = slices.slice(0, MOST_SLICES).map(({ column, value, rows: n, metric }) => [column, value, withInterval(metric), String(n)]);
  const more = slices.length > MOST_SLICES ? `\n\nThe worst ${MOST_SLICES} of ${slices.length}.` : "";
  return `${markdownTable(["column", "value", primaryMetric, "rows"], rows)}${more}${ratesPart(slices)}`;
}

/** How each group is called, the largest groups of all columns first. */
function ratesPart(slices: NonNullable<TrainingDetails["slices"]>): string {
  const rated = slices.flatMap(({ rates, ...slice }) => (rates ? [{ ...slice, rates }] : []));
  if (rated.length === 0) return "";
  const rows = rated
    .sort((a, b) => b.rows - a.rows)
    .slice(0, MOST_SLICES)
    .map(({ column, value, rates }) => [
      column,
      value,
      withInterval(rates.selected),
      withInterval(rates.truePositive),
      withInterval(rates.falsePositive),
    ]);
  const table = markdownTable(["column", "value", "called positive", "of the positive", "of the negative"], rows);
  return `\n\nShares called positive: of all rows, of the positive and of the negative ones.\n\n${table}`;
}
