import { basename } from "node:path";
import type { MetricValue, TrainingDetails } from "@mlops/core/stage";
import { limitsOf, warningsOf } from "./limits.ts";
import { escapeMarkdown, figure, markdownTable } from "./markdown.ts";
import type { Provenance } from "./provenance.ts";

const MOST_SLICES = 10;
const MOST_COLUMNS = 15;

/**
 * The model card in Markdown: purpose, data, parameters, metrics with intervals, slices, limits and provenance. Purpose, limits and contact
 * are what `modelCard` of the configuration says; what it does not say is marked as not stated.
 * @see Mitchell et al. (2019), Model cards for model reporting
 */
export function modelCard(details: TrainingDetails, provenance: Provenance): string {
  const { card } = provenance;
  const sections: readonly (readonly [string, string])[] = [
    ["Intended use", stated(card.intendedUse)],
    ["Out of scope", stated(card.outOfScope)],
    ["Model", modelPart(details, provenance)],
    ["Data", dataPart(details, provenance)],
    ["Metrics", metricsPart(details)],
    ["Decision", decisionPart(details)],
    ["What the model looks at", columnsPart(details)],
    ["Slices", slicesPart(details)],
    ["Limits", limitsPart(details, card.limits)],
    ["Risks for people", stated(card.ethics)],
    ["Provenance", provenancePart(details, provenance)],
    ["Contact", stated(card.contact)],
  ];
  const head = `# Model card: ${escapeMarkdown(provenance.name)}`;
  const about = provenance.description === "" ? [] : [escapeMarkdown(provenance.description)];
  return `${[head, ...about, ...sections.filter(([, text]) => text !== "").map(([title, text]) => `## ${title}\n\n${text}`)].join("\n\n")}\n`;
}

function stated(text: string): string {
  return text === "" ? "Not stated." : text.split(/\n+/).map(escapeMarkdown).join("\n\n");
}

function modelPart(details: TrainingDetails, { createdAt }: Provenance): string {
  const parameters = Object.entries(details.parameters);
  const search = details.search;
  return markdownTable(
    ["", ""],
    [
      ["Algorithm", details.algorithm],
      ["Task", `${details.task} of ${details.target}`],
      ["Parameters", parameters.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(", ") || "none"],
      ...(search
        ? [["Parameters were chosen by", `${search.method} search, best of ${search.trials.length} trials by ${search.metric}`]]
        : []),
      ...(details.earlyStopping ? [["Trees", stoppedSentence(details.earlyStopping)]] : []),
      ["Version", details.modelVersion ? `${details.modelVersion.name} ${details.modelVersion.version}` : "not registered"],
      ["Made", createdAt],
    ],
  );
}

function dataPart(details: TrainingDetails, { datasets, inputs }: Provenance): string {
  const rows = [
    ["Training rows", String(details.rows)],
    ["Raw columns", inputs.join(", ")],
    ["Features", String(details.features)],
    ...datasets.map((dataset) => [`File ${dataset.name}`, `${basename(dataset.path)}, ${dataset.rows} rows`]),
  ];
  return markdownTable(["", ""], rows);
}

function stoppedSentence({ watched, rounds, most, patience }: NonNullable<TrainingDetails["earlyStopping"]>): string {
  const rows = watched === "validation" ? "the validation rows" : "training rows set aside";
  return `${rounds} of at most ${most} rounds kept: the loss of ${rows} did not fall for ${patience} more`;
}

function withInterval({ value, interval, reason }: MetricValue): string {
  if (value === null) return reason ?? "undefined";
  return interval ? `${figure(value)} [${figure(interval[0])}, ${figure(interval[1])}]` : figure(value);
}

function metricsPart(details: TrainingDetails): string {
  const rows = details.evaluations.flatMap(({ set, group, metrics }, at) =>
    Object.entries(metrics)
      .filter(([name]) => at === 0 || set === "cross_validation" || name === details.primaryMetric)
      .map(([name, metric]) => [group === undefined ? set : `${set}: ${group}`, name, withInterval(metric), String(metric.n)]),
  );
  const { gate } = details;
  const weighted = details.weighted ? " Rows are weighted; n counts them." : "";
  const verdict = `Gate: ${gate.passed ? "passed" : "blocked"} (${escapeMarkdown(gate.reason.replace(/_/g, " "))}). In brackets: 95 % intervals.${weighted}`;
  return `${markdownTable(["rows", "metric", "value", "n"], rows)}\n\n${verdict}`;
}

function decisionPart({ threshold, calibration, confusion }: TrainingDetails): string {
  const parts: string[] = [];
  if (calibration)
    parts.push(
      `Probabilities are calibrated (${calibration.method}, ${calibration.rows} out-of-fold rows): log loss ${figure(calibration.before.value)} before, ${figure(calibration.after.value)} after.`,
    );
  if (threshold)
    parts.push(
      `A row is called ${escapeMarkdown(threshold.positiveClass)} from a probability of ${figure(threshold.value)} on (${escapeMarkdown(threshold.method)}).`,
    );
  if (confusion)
    parts.push(
      markdownTable(
        ["is / called", ...confusion.classes],
        confusion.classes.map((label, k) => [label, ...(confusion.counts[k] ?? []).map(String)]),
      ),
    );
  return parts.join("\n\n");
}

function columnsPart(details: TrainingDetails): string {
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

function slicesPart({ slices, primaryMetric }: TrainingDetails): string {
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

function limitsPart(details: TrainingDetails, own: string): string {
  const found = [...limitsOf(details), ...warningsOf(details)].map((limit) => `- ${escapeMarkdown(limit)}`);
  return [...(own === "" ? [] : [stated(own)]), ...(found.length > 0 ? [found.join("\n")] : [])].join("\n\n") || "None known.";
}

function provenancePart(details: TrainingDetails, { modelHash, datasets, seed, version }: Provenance): string {
  return markdownTable(
    ["", ""],
    [
      ["Model URI", details.modelUri],
      ["Run", details.runId],
      ["SHA-256 of model.onnx", modelHash],
      ...datasets.map((dataset) => [`SHA-256 of ${dataset.name}`, dataset.sha256]),
      ["Seed", String(seed)],
      ["Made by", `@mlops/model-training ${version}`],
    ],
  );
}
