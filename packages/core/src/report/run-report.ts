import type { Result, StatusEnum } from "@mlops/models";
import type { MonitoringDetails } from "../stage/monitoring-details.ts";
import { timelineChart } from "./charts/timeline-chart.ts";
import { dataSection } from "./data-section.ts";
import { deploymentFacts, deploymentSection } from "./deployment-section.ts";
import { driftSection } from "./drift-section.ts";
import { failureSection } from "./failure-section.ts";
import { duration } from "./format.ts";
import { type Html, html } from "./html.ts";
import { monitoringFacts } from "./monitoring-facts.ts";
import { badge, card, dataTable, fact, page, type Tone } from "./page.ts";
import { performanceSection } from "./performance-section.ts";
import { trainingFacts, trainingSection } from "./training-section.ts";

/** One stage of a run as the report needs it; times are ISO-8601. */
export interface ReportStage {
  readonly name: string;
  readonly kind: string;
  readonly status: StatusEnum;
  readonly reason?: string | undefined;
  readonly attempts: number;
  readonly startedAt?: string | undefined;
  readonly finishedAt?: string | undefined;
  readonly result?: Result | undefined;
}

export interface RunReport {
  readonly name: string;
  readonly description?: string;
  /** Empty where there was no run, as in a comparison of two tables. */
  readonly runId: string;
  readonly status: StatusEnum;
  readonly message?: string;
  readonly environment: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly stages: readonly ReportStage[];
}

const TONES: Readonly<Partial<Record<StatusEnum, Tone>>> = {
  success: "good",
  warning: "warn",
  failed: "bad",
  timed_out: "bad",
  cancelled: "bad",
};

export function statusBadge(status: StatusEnum): Html {
  return badge(status.replace(/_/g, " "), TONES[status] ?? "plain");
}

function timeline(report: RunReport): Html {
  const origin = Date.parse(report.startedAt);
  const spans = report.stages.flatMap((stage) =>
    stage.startedAt && stage.finishedAt
      ? [
          {
            label: stage.name,
            start: Date.parse(stage.startedAt) - origin,
            end: Date.parse(stage.finishedAt) - origin,
            ok: stage.status === "success" || stage.status === "warning",
          },
        ]
      : [],
  );
  const rows = report.stages.map((stage) => [
    stage.name,
    stage.kind,
    statusBadge(stage.status),
    String(stage.attempts),
    stage.result?.message || stage.reason?.replace(/_/g, " ") || "",
  ]);
  return card(
    "Stages",
    ...(spans.length > 0 ? [timelineChart(spans)] : []),
    dataTable(
      [{ title: "Stage" }, { title: "Kind" }, { title: "Status" }, { title: "Attempts", numeric: true }, { title: "Outcome" }],
      rows,
    ),
  );
}

/**
 * The report of one run as one self-contained HTML page: verdict first, then the model, the data and the stages.
 * Stages that gave no details are listed with their status only.
 */
export function renderRunReport(report: RunReport): string {
  const took = duration(Date.parse(report.finishedAt) - Date.parse(report.startedAt));
  const rank = ({ kind }: ReportStage): number => ({ training: 0, monitoring: 1 })[kind] ?? 2; // verdicts come first
  const order = [...report.stages].sort((a, b) => rank(a) - rank(b));
  const sections = order.flatMap((stage) => {
    if (!stage.result || Object.keys(stage.result.details).length === 0) return [];
    if (stage.kind === "training" && "gate" in stage.result.details) return trainingSection(stage.name, stage.result);
    if (stage.kind === "monitoring" && "drift" in stage.result.details) {
      const details = stage.result.details as unknown as MonitoringDetails;
      return [...driftSection(stage.name, details), ...performanceSection(stage.name, details)];
    }
    if (stage.kind === "deployment") return deploymentSection(stage.name, stage.result);
    if (stage.kind === "data") return dataSection(stage.name, stage.result);
    return [];
  });
  const failures = failureSection(report.stages);
  const facts = report.stages.flatMap((stage) => {
    if (!stage.result) return [];
    if (stage.kind === "training") return trainingFacts(stage.result);
    if (stage.kind === "deployment") return deploymentFacts(stage.result);
    return stage.kind === "monitoring" ? monitoringFacts(stage.result) : [];
  });
  return page(
    report.runId === "" ? report.name : `${report.name} – run ${report.runId}`,
    html`<h1>${report.name} ${statusBadge(report.status)}</h1>
<p class="soft">${report.description ?? ""}</p>
${report.message && failures.length === 0 ? html`<p>${report.message}</p>` : ""}
<div class="facts">${[...facts, fact(took, "from start to end")]}</div>
${failures}
${sections}
${timeline(report)}
<p class="soft">${report.runId === "" ? "No run: nothing else was kept" : html`Run <code>${report.runId}</code>`}, environment ${report.environment}, started ${report.startedAt.replace("T", " ").slice(0, 19)} UTC.</p>`,
  );
}
