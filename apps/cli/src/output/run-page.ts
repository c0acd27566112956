import { join } from "node:path";
import { MLOpsError, type PipelineFile, type Result, type StageOutcome } from "@mlops/all";
import { type ReportStage, renderRunReport, writeReport } from "@mlops/core/report";

/** Where the report of a run is kept. */
export function reportFile(home: string, runId: string): string {
  return join(home, "reports", `${runId}.html`);
}

function reportStage({ name, kind, status, message, reason, attempts, startedAt, finishedAt, details }: StageOutcome): ReportStage {
  return {
    name,
    kind,
    status,
    reason,
    attempts,
    startedAt: startedAt ?? undefined,
    finishedAt,
    result: { status, message, timestamp: finishedAt, details: details as Record<string, never> },
  };
}

/** Writes the report of a run that is over. Its own failure is given back, not thrown: the run's verdict must not change by it. */
export async function writeRunPage(
  home: string,
  file: Pick<PipelineFile, "name" | "description" | "environment">,
  startedAt: string,
  result: Result,
): Promise<string | MLOpsError> {
  const runId = String(result.details["run"]);
  const target = reportFile(home, runId);
  const page = renderRunReport({
    name: file.name,
    description: file.description,
    runId,
    status: result.status,
    message: result.status === "success" ? "" : result.message,
    environment: file.environment,
    startedAt,
    finishedAt: new Date().toISOString(),
    stages: ((result.details["stages"] ?? []) as unknown as StageOutcome[]).map(reportStage),
  });
  try {
    await writeReport(target, page);
    return target;
  } catch (error) {
    if (!MLOpsError.isInstance(error)) throw error;
    return error;
  }
}
