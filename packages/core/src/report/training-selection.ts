import type { TrainingDetails } from "../stage/details.ts";
import { figure, metricTitle } from "./format.ts";
import { type Html, html } from "./html.ts";
import { withInterval } from "./metric-text.ts";
import { card, dataTable } from "./page.ts";

type Details = Partial<TrainingDetails>;

/** Trials that are listed. */
const MOST_ROWS = 20;

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
