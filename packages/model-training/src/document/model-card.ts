import { basename } from "node:path";
import type { TrainingDetails } from "@mlops/core/stage";
import { columnsPart, slicesPart, withInterval } from "./card-tables.ts";
import { limitsOf, warningsOf } from "./limits.ts";
import { escapeMarkdown, figure, markdownTable } from "./markdown.ts";
import type { Provenance } from "./provenance.ts";

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

function metricsPart(details: TrainingDetails): string {
  const rows = details.evaluations.flatMap(({ set, group, metrics }, at) =>
    Object.entries(metrics)
      .filter(([name]) => at === 0 || set === "cross_validation" || name === details.primaryMetric)
      .map(([name, metric]) => [group === undefined ? set : `${set}: ${group}`, name, withInterval(metric), String(metric.n)]),
  );
  const { gate } = details;
  const weighted = details.weighted ? " Metrics weigh the rows; n does not." : "";
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
