import type { Result } from "@mlops/models";
import type { TrainingDetails } from "../stage/details.ts";
import type { Evaluation, GateVerdict } from "../stage/outputs.ts";
import { barChart } from "./charts/bar-chart.ts";
import { unitCurve } from "./charts/curve-chart.ts";
import { intervalChart } from "./charts/interval-chart.ts";
import { figure, metricTitle } from "./format.ts";
import { type Html, html } from "./html.ts";
import { aboveInterval } from "./metric-text.ts";
import { badge, card, dataTable, fact } from "./page.ts";
import { explanationCards } from "./training-evaluation.ts";
import { decisionCards, selectionCards } from "./training-selection.ts";
import { sliceCards } from "./training-slices.ts";

type Details = Partial<TrainingDetails>;

/** The gate's verdict in one sentence. */
export function gateSentence(gate: GateVerdict): string {
  const metric = metricTitle(gate.metric);
  const value = figure(gate.value);
  const champion = gate.champion;
  const against = champion
    ? ` The champion, version ${champion.version}, has ${figure(champion.value)}; difference ${figure(champion.difference)}${champion.interval ? ` [${figure(champion.interval[0])}, ${figure(champion.interval[1])}]` : ""}.`
    : "";
  const threshold = gate.threshold === undefined ? "" : ` (asked: ${figure(gate.threshold)})`;
  const sentences: Readonly<Record<GateVerdict["reason"], string>> = {
    passed: `${metric} ${value}${threshold}.${against}`,
    first_version: `${metric} ${value}${threshold}. First version: there is no champion to compare with.`,
    disabled: "The gate is switched off.",
    below_threshold: `${metric} ${value} does not reach ${figure(gate.threshold)}.`,
    not_better: `${metric} ${value} is not better than the champion's beyond the noise.${against}`,
    undefined_metric: `${metric} is undefined on the validation rows.`,
  };
  return sentences[gate.reason];
}

/** The head figures of a trained model. */
export function trainingFacts(result: Result): Html[] {
  const details = result.details as unknown as Details;
  const facts: Html[] = [];
  const primary = details.primaryMetric;
  const metric = primary ? details.metrics?.[primary] : undefined;
  if (primary && metric)
    facts.push(
      fact(
        figure(metric.value),
        `${metricTitle(primary)} on ${judgedRows(details)}${details.evaluations?.[0]?.set === "train" ? " rows" : ""}${metric.interval ? ` (${figure(metric.interval[0])}–${figure(metric.interval[1])})` : ""}`,
      ),
    );
  if (details.gate) facts.push(fact(details.gate.passed ? badge("passed", "good") : badge("blocked", "bad"), "gate"));
  if (details.modelVersion) facts.push(fact(`${details.modelVersion.name} v${details.modelVersion.version}`, "registered model"));
  return facts;
}

function stoppedSentence({ watched, rounds, most, patience }: NonNullable<TrainingDetails["earlyStopping"]>): string {
  const rows = watched === "validation" ? "the validation rows" : "training rows set aside";
  return `${figure(rounds)} of at most ${figure(most)} rounds kept: the loss of ${rows} did not fall for ${figure(patience)} more`;
}

/** What rows the model is judged on. */
function judgedRows({ evaluations }: Details): string {
  const set = evaluations?.[0]?.set ?? "validation";
  return set === "train" ? "its own training" : set.replace(/_/g, "-");
}

function evaluationChart(details: Details): Html[] {
  const name = details.primaryMetric;
  if (!name) return [];
  const points = (details.evaluations ?? []).flatMap((evaluation) => {
    const metric = evaluation.metrics[name];
    if (!metric || metric.value === null) return [];
    return [
      {
        label: setName(evaluation),
        value: metric.value,
        interval: metric.interval,
        apart: evaluation === details.evaluations?.[0],
      },
    ];
  });
  if (points.length === 0) return [];
  const baseline = details.baselines?.find((each) => each.metric === name);
  return [
    intervalChart(points, {
      title: metricTitle(name),
      ...(baseline ? { reference: { value: baseline.value, label: baseline.name } } : {}),
    }),
  ];
}

function setName(evaluation: Evaluation): string {
  if (evaluation.set === "cross_validation") return "folds";
  return evaluation.group ?? evaluation.set.replace(/_/g, " ");
}

/** Most sets that stand side by side; more of them become rows. */
const MOST_COLUMNS = 6;

function evaluationTable(evaluations: readonly Evaluation[], primary: string | undefined): Html {
  const found = new Set(evaluations.flatMap((evaluation) => Object.keys(evaluation.metrics)));
  const names = [...found].sort((a, b) => Number(b === primary) - Number(a === primary) || (a < b ? -1 : 1));
  const rowsOf = (evaluation: Evaluation) => figure(Object.values(evaluation.metrics)[0]?.n);
  if (evaluations.length > MOST_COLUMNS) {
    const rows = evaluations.map((evaluation) => [
      setName(evaluation),
      rowsOf(evaluation),
      ...names.map((name) => aboveInterval(evaluation.metrics[name])),
    ]);
    const titles = names.map((name) => ({ title: metricTitle(name), numeric: true }));
    return dataTable([{ title: "Rows of" }, { title: "n", numeric: true }, ...titles], rows);
  }
  const rows = names.map((name) => [metricTitle(name), ...evaluations.map((evaluation) => aboveInterval(evaluation.metrics[name]))]);
  rows.push(["Rows", ...evaluations.map(rowsOf)]);
  return dataTable([{ title: "" }, ...evaluations.map((evaluation) => ({ title: setName(evaluation), numeric: true }))], rows);
}

/** The model: gate, metrics by set and group, what it looks at, how it ranks, how it was checked. */
export function trainingSection(name: string, result: Result): Html[] {
  const details = result.details as unknown as Details;
  const charts: Html[] = [...evaluationChart(details)];
  if (details.importances?.length)
    charts.push(
      barChart(
        details.importances.map((each) => ({ label: each.feature, value: each.value })),
        { title: "Share of the trees' gain, by feature", percent: true, limit: 12 },
      ),
    );
  const curves: Html[] = [];
  if (details.curves?.roc)
    curves.push(
      unitCurve(details.curves.roc, {
        title: "ROC curve",
        x: "false positive rate",
        y: "true positive rate",
        caption: `Ranking on ${judgedRows(details)} rows.`,
      }),
    );
  if (details.curves?.calibration)
    curves.push(
      unitCurve(details.curves.calibration, {
        title: "Calibration",
        x: "predicted probability",
        y: "observed share",
        dots: true,
        caption: `Predicted against observed on ${judgedRows(details)} rows; the diagonal is perfect.`,
      }),
    );
  const parity = details.parity;
  return [
    card(
      `Model: ${name}`,
      ...(details.gate
        ? [html`<p>${details.gate.passed ? badge("gate passed", "good") : badge("gate blocked", "bad")} ${gateSentence(details.gate)}</p>`]
        : []),
      ...(details.warnings ?? []).map(
        (warning) => html`<p>${badge("note", "warn")} ${warning.charAt(0).toUpperCase()}${warning.slice(1)}.</p>`,
      ),
      html`<div class="two">${charts}</div>`,
      ...(details.evaluations?.length
        ? [
            html`<h3>Metrics with 95% intervals</h3>`,
            evaluationTable(details.evaluations, details.primaryMetric),
            ...(details.weighted ? [html`<p class="soft">Metrics weigh the rows; their number does not.</p>`] : []),
          ]
        : []),
      ...(details.baselines?.length
        ? [
            html`<h3>Beside it</h3>`,
            dataTable(
              [
                { title: "Model" },
                { title: "Metric" },
                { title: "Theirs", numeric: true },
                { title: "Ours", numeric: true },
                { title: "" },
              ],
              details.baselines.map((each) => [
                each.name,
                metricTitle(each.metric),
                figure(each.value),
                figure(details.metrics?.[each.metric]?.value),
                each.note,
              ]),
            ),
          ]
        : []),
    ),
    ...(curves.length > 0 ? [card("Ranking and calibration", html`<div class="two">${curves}</div>`)] : []),
    ...decisionCards(details),
    ...explanationCards(details),
    ...sliceCards(details),
    ...selectionCards(details),
    card(
      details.modelVersion ? "What was registered" : "What was tracked, not registered",
      dataTable(
        [{ title: "" }, { title: "" }],
        [
          ["Model URI", html`<code>${details.modelUri ?? "not registered"}</code>`],
          [
            "Algorithm",
            html`<code>${details.algorithm ?? ""}</code> on ${figure(details.rows)} rows and ${figure(details.features)} features; target <code>${details.target ?? ""}</code>`,
          ],
          [
            "Parameters",
            html`<code>${Object.entries(details.parameters ?? {})
              .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
              .join(", ")}</code>`,
          ],
          ...(details.earlyStopping ? [["Trees", stoppedSentence(details.earlyStopping)]] : []),
          ...(parity
            ? [
                [
                  "Parity of the exported graph",
                  html`${parity.ok ? badge("equal", "good") : badge("different", "bad")} ${figure(parity.rows)} rows, largest difference ${parity.maxError === 0 ? "0" : parity.maxError.toExponential(1)} (allowed ${parity.tolerance.toExponential(0)}), labels ${parity.labelsEqual ? "equal" : "differ"}`,
                ],
              ]
            : []),
          ["Tracked as", html`run <code>${details.runId ?? "–"}</code>`],
          ["Bundle", html`<code>${(details.bundle ?? "–").split("/").slice(-3).join("/")}</code>`],
        ],
      ),
    ),
  ];
}
