import { driftSentence, performanceSentence } from "@mlops/core/report";
import type { MonitoringDetails } from "@mlops/core/stage";
import { paint, type Terminal } from "./terminal.ts";

/** Whether the table has drifted, in one line. */
export function driftLine(terminal: Terminal, { drift }: MonitoringDetails): string {
  return `drift    ${drift.hasDrift ? paint(terminal, "yellow", "found") : paint(terminal, "green", "none")}: ${driftSentence(drift)}`;
}

/** The verdicts of a monitoring stage, one line each. */
export function monitoringLines(terminal: Terminal, details: MonitoringDetails): string[] {
  const { performance, performanceReason, performanceEstimate, labels } = details;
  const arrived = labels === undefined ? "" : ` ${labels.labelled} of ${labels.rows} labels have arrived.`;
  const quality =
    performance === null
      ? `quality  not measured: ${[performanceReason ?? "", ...(performanceEstimate ? [performanceEstimate.message] : [])].join("; ")}`
      : `quality  ${performance.breaches.length > 0 ? paint(terminal, "yellow", "alarm") : paint(terminal, "green", "steady")}: ${performanceSentence(performance)}${arrived}`;
  return [driftLine(terminal, details), quality];
}
