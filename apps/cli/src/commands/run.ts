import { join } from "node:path";
import {
  exitCodeOf,
  MLOpsConfigManager,
  type PipelineFile,
  PipelineOrchestrator,
  type StageOutcome,
  type ValidationError,
} from "@mlops/all";
import { type ReportStage, renderRunReport, writeReport } from "@mlops/core/report";
import { brokenRules } from "../output/broken-rules.ts";
import { progressView } from "../output/progress.ts";
import { runSummary } from "../output/run-summary.ts";
import { paint } from "../output/terminal.ts";
import type { Session } from "../session.ts";

export interface RunCommandOptions {
  readonly env?: string;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly param?: Readonly<Record<string, string>>;
  /** Kinds of stage to run; the others are skipped as `excluded`. */
  readonly only?: readonly string[];
}

export async function loadFile(file: string, options: RunCommandOptions): Promise<PipelineFile> {
  return MLOpsConfigManager.createPipelineConfigManager().loadPipelineFile(file, {
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.set === undefined ? {} : { set: options.set }),
    ...(options.param === undefined ? {} : { params: options.param }),
  });
}

function onlyKinds(file: PipelineFile, kinds: readonly string[] | undefined): PipelineFile {
  if (kinds === undefined) return file;
  const sections = {
    data: "dataConfig",
    feature: "featureConfig",
    training: "modelConfig",
    deployment: "deploymentConfig",
    monitoring: "monitoringConfig",
  } as const;
  const copy = { ...file };
  if (file.stages) copy.stages = file.stages.map((stage) => (kinds.includes(stage.kind) ? stage : { ...stage, enabled: false }));
  else for (const [kind, section] of Object.entries(sections)) if (!kinds.includes(kind)) delete copy[section];
  return copy;
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

/** Which stages failed with which code, and what to try; nothing but the status where no stage did. */
function printFailure(
  { terminal }: Session,
  result: { readonly status: string; readonly message: string },
  stages: readonly StageOutcome[],
): void {
  const failed = stages.filter(({ status }) => status === "failed" || status === "timed_out");
  if (failed.length === 0) terminal.err(`${result.status.replace(/_/g, " ")}: ${result.message}\n`);
  for (const { name, code, message, hint, details } of failed) {
    const told = hint ?? details["hint"];
    terminal.err(`${paint(terminal, "red", code ?? String(details["code"] ?? "failed"))} ${name}: ${message}\n`);
    if (typeof told === "string") terminal.err(`  ${paint(terminal, "dim", told)}\n`);
    const { validationErrors } = (details["fields"] ?? {}) as { validationErrors?: ValidationError[] };
    if (validationErrors?.length) terminal.err(brokenRules(validationErrors));
  }
}

/** `mlops run` and `mlops train`: runs the stages with progress, writes the report, prints the summary; gives the exit code. */
export async function runCommand(session: Session, path: string, options: RunCommandOptions): Promise<number> {
  const file = onlyKinds(await loadFile(path, options), options.only);
  const orchestrator = PipelineOrchestrator.fromPipelineFile(file);
  const view = session.json ? { onEvent: () => undefined, close: () => undefined } : progressView(session.terminal);
  const startedAt = new Date().toISOString();
  let result: Awaited<ReturnType<typeof orchestrator.run>>;
  try {
    result = await orchestrator.run({
      home: session.home,
      signal: session.signal,
      onEvent: view.onEvent,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.param === undefined ? {} : { params: options.param }),
    });
  } finally {
    view.close();
  }
  const exitCode = exitCodeOf(result);
  const stages = (result.details["stages"] ?? []) as unknown as StageOutcome[];
  const runId = String(result.details["run"]);
  const report = join(session.home, "reports", `${runId}.html`);
  await writeReport(
    report,
    renderRunReport({
      name: file.name,
      description: file.description,
      runId,
      status: result.status,
      message: result.status === "success" ? "" : result.message,
      environment: file.environment,
      startedAt,
      finishedAt: new Date().toISOString(),
      stages: stages.map(reportStage),
    }),
  );
  if (session.json) {
    session.terminal.out(`${JSON.stringify({ ...result, report, exitCode })}\n`);
    return exitCode;
  }
  if (result.status !== "success" && result.status !== "warning") printFailure(session, result, stages);
  session.terminal.out(runSummary(session.terminal, stages, report, session.home));
  return exitCode;
}
