import type { StageOutcome } from "@mlops/all";
import { figure, gateSentence, metricTitle } from "@mlops/core/report";
import type { TrainingDetails } from "@mlops/core/stage";
import { alignColumns } from "./columns.ts";
import { paint, type Terminal } from "./terminal.ts";

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

/** What a person wants to know when a run is over: metrics per group, the gate, the model, parity, the report, what to do next. */
export function runSummary(terminal: Terminal, stages: readonly StageOutcome[], report: string | undefined, home: string): string {
  const lines: string[] = [];
  for (const stage of stages) {
    const details = stage.details as unknown as Partial<TrainingDetails>;
    if (stage.kind !== "training" || details.gate === undefined) continue;
    const trained = details as TrainingDetails;
    lines.push("", metricLines(trained).trimEnd(), "");
    lines.push(
      `gate     ${paint(terminal, trained.gate.passed ? "green" : "red", trained.gate.passed ? "passed" : "blocked")}: ${gateSentence(trained.gate)}`,
    );
    lines.push(`model    ${trained.modelUri}${trained.modelVersion ? ` (alias ${trained.modelVersion.aliases.join(", ")})` : ""}`);
    const { parity } = trained;
    lines.push(
      `parity   graph and model agree on ${figure(parity.rows)} rows: largest difference ${parity.maxError.toExponential(1)}, allowed ${parity.tolerance.toExponential(0)}`,
    );
    if (trained.modelVersion) {
      const homeOption = home.endsWith("/.mlops") ? "" : ` --home ${home}`;
      lines.push(`next     pnpm mlops score ${trained.modelUri} <file> --output scored.parquet${homeOption}`);
    }
  }
  if (report !== undefined) lines.push(`report   ${report}`);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
