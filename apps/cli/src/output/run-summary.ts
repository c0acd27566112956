import { relative, resolve } from "node:path";
import type { Result, StageOutcome } from "@mlops/all";
import { duration, figure, gateSentence, metricTitle } from "@mlops/core/report";
import type { DeploymentDetails, MonitoringDetails, TrainingDetails } from "@mlops/core/stage";
import { alignColumns } from "./columns.ts";
import { endpointLines } from "./deployment-summary.ts";
import { monitoringLines } from "./monitoring-lines.ts";
import { paint, type Terminal } from "./terminal.ts";

export interface RunOver {
  readonly result: Result;
  readonly stages: readonly StageOutcome[];
  /** Absent where it could not be written. */
  readonly report: string | undefined;
  /** Absolute. */
  readonly home: string;
  /** The pipeline file as it was given. */
  readonly file: string;
}

function metricLines(details: TrainingDetails): string {
  const name = details.primaryMetric;
  const rows = details.evaluations.flatMap(({ set, group, metrics }) => {
    const metric = metrics[name];
    if (!metric) return [];
    const interval = metric.interval ? `${figure(metric.interval[0])} to ${figure(metric.interval[1])}` : "";
    return [
      [
        group ?? set.replace(/_/g, " "),
        metric.value === null ? (metric.reason ?? "undefined") : figure(metric.value),
        interval,
        figure(metric.n),
      ],
    ];
  });
  return alignColumns(["rows of", metricTitle(name), "95% interval", "n"], rows);
}

/** A word as a shell takes it. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `--home` as it must be repeated. */
function homeOption({ home }: RunOver): string {
  if (home === resolve(".mlops")) return "";
  return ` --home ${word(relative(process.cwd(), home).startsWith("..") ? home : relative(".", home))}`;
}

/** What to type for a model that waits in the registry, or to look into one that the gate stopped. */
function nextSteps(trained: TrainingDetails, over: RunOver): string[] {
  const { file } = over;
  const at = homeOption(over);
  if (trained.modelVersion) return [`pnpm mlops score ${trained.modelUri} <file> --output scored.parquet${at}`];
  if (trained.gate.passed)
    return [`pnpm mlops score ${trained.modelUri} <file> --output scored.parquet${at}`, "not registered: register_model is off"];
  const { reason, threshold, metric } = trained.gate;
  const asked: Readonly<Partial<Record<typeof reason, string>>> = {
    below_threshold: `improve features or parameters, or lower model_config.gate.threshold (now ${threshold}) if ${metricTitle(metric)} may be lower`,
    not_better: "the champion stays; improve features or parameters, or give more rows to make a smaller gain visible",
    undefined_metric: `choose another model_config.gate.metric, or give validation rows on which ${metricTitle(metric)} is defined`,
  };
  return [...(asked[reason] ? [asked[reason]] : []), `it was tracked but not registered: pnpm mlops run ${word(file)}${at} tries again`];
}

/** A server that ended with the run is started again by its endpoint's name. */
function serveAgain({ deployed }: DeploymentDetails, over: RunOver): string[] {
  return deployed?.lifetime === "run" ? [`pnpm mlops serve ${deployed.endpoint}${homeOption(over)}`] : [];
}

function trainingLines(terminal: Terminal, trained: TrainingDetails): string[] {
  const { gate, modelUri, modelVersion, parity } = trained;
  const aliases = modelVersion?.aliases.length ? ` (alias ${modelVersion.aliases.join(", ")})` : "";
  const difference = parity.maxError === 0 ? "0" : parity.maxError.toExponential(1);
  return [
    "",
    metricLines(trained).trimEnd(),
    "",
    `gate     ${paint(terminal, gate.passed ? "green" : "red", gate.passed ? "passed" : "blocked")}: ${gateSentence(gate)}`,
    `model    ${modelUri}${aliases}`,
    `parity   graph and model agree on ${figure(parity.rows)} rows: largest difference ${difference}, allowed ${parity.tolerance.toExponential(0)}`,
  ];
}

function outcomeLine(terminal: Terminal, { status, message, details }: Result): string {
  const took = typeof details["durationMs"] === "number" ? ` in ${duration(details["durationMs"])}` : "";
  return `run      ${paint(terminal, status === "success" ? "green" : "yellow", status)}: ${message}${took}`;
}

/** What a person wants to know when a run is over: metrics per group, the gate, the model, parity, drift and quality, the report, what to do next. */
export function runSummary(terminal: Terminal, over: RunOver): string {
  const { result, stages, report } = over;
  const trained = stages.flatMap(({ kind, details }) =>
    kind === "training" && details["gate"] !== undefined ? [details as unknown as TrainingDetails] : [],
  );
  const lines = trained.flatMap((details) => trainingLines(terminal, details));
  const deployments = stages.flatMap(({ kind, details }) => (kind === "deployment" ? [details as unknown as DeploymentDetails] : []));
  for (const { deployed, batch } of deployments) {
    if (batch) lines.push(`batch    ${figure(batch.rows)} rows ${batch.cached ? "scored before" : "scored"}: ${batch.output}`);
    if (deployed) lines.push(...endpointLines(terminal, deployed, true));
  }
  const watched = stages.flatMap(({ kind, details }) =>
    kind === "monitoring" && details["drift"] !== undefined ? [details as unknown as MonitoringDetails] : [],
  );
  lines.push(...watched.flatMap((details) => monitoringLines(terminal, details)));
  if (result.status === "success" || result.status === "warning") lines.push(outcomeLine(terminal, result));
  if (report !== undefined) lines.push(`report   ${report}`);
  const next = [...trained.flatMap((details) => nextSteps(details, over)), ...deployments.flatMap((details) => serveAgain(details, over))];
  lines.push(...next.map((step, i) => `${i === 0 ? "next " : "     "}    ${step}`));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
