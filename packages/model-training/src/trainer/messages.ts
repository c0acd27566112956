import type { TrainingDetails } from "@mlops/core/stage";

function rounded(value: number | null | undefined): string {
  return value === null || value === undefined ? "undefined" : String(Number(value.toPrecision(4)));
}

/** One sentence on a model that passed. */
export function trainedMessage(details: TrainingDetails): string {
  const metric = details.metrics[details.primaryMetric];
  const interval = metric?.interval ? ` [${rounded(metric.interval[0])}, ${rounded(metric.interval[1])}]` : "";
  const where = details.modelVersion ? `registered as ${details.modelUri}` : `kept as ${details.modelUri}`;
  return `${details.primaryMetric} ${rounded(metric?.value)}${interval}, ${where}`;
}

/** One sentence on a model that the gate blocked. */
export function blockedMessage({ gate }: TrainingDetails): string {
  const { champion } = gate;
  const incomparable = champion?.reason === undefined ? "" : ` (version ${champion.version} cannot be compared: ${champion.reason})`;
  const wanted = gate.reason === "below_threshold" ? `asked: ${rounded(gate.threshold)}` : gate.reason.replace(/_/g, " ");
  return `the gate blocked the model: ${gate.metric} ${rounded(gate.value)}, ${wanted}${gate.reason === "not_better" ? incomparable : ""}`;
}
