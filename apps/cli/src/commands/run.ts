import { ConfigError, exitCodeOf, type PipelineFile, PipelineOrchestrator, type StageKind, type StageOutcome } from "@mlops/all";
import { errorText } from "../output/print-error.ts";
import { type ProgressView, progressView } from "../output/progress.ts";
import { runFailure } from "../output/run-failure.ts";
import { writeRunPage } from "../output/run-page.ts";
import { runSummary } from "../output/run-summary.ts";
import type { Session } from "../session.ts";
import { type FileOptions, keepKinds, loadFile } from "./pipeline-file.ts";

export interface RunCommandOptions extends FileOptions {
  /** Kinds of stage to run; the others are left out. */
  readonly only?: readonly StageKind[];
  /** Changes the file just loaded. */
  readonly prepare?: (file: PipelineFile) => void;
}

const SILENT: ProgressView = { onEvent: () => undefined, note: () => undefined, close: () => undefined };

async function orchestratorOf(path: string, options: RunCommandOptions) {
  const file = await loadFile(path, options);
  if (options.only) keepKinds(file, options.only);
  options.prepare?.(file);
  const orchestrator = PipelineOrchestrator.fromPipelineFile(file);
  if (options.only && !orchestrator.stages.some(({ kind, enabled }) => kind === "training" && enabled))
    throw new ConfigError({ code: "CONFIG_INVALID", detail: "there is no training stage to run", hint: "add model_config" });
  return { file, orchestrator };
}

/** `mlops run` and `mlops train`: runs the stages with progress, writes the report, prints the summary; gives the exit code. */
export async function runCommand(session: Session, path: string, options: RunCommandOptions): Promise<number> {
  const { terminal, json, home, signal } = session;
  const { file, orchestrator } = await orchestratorOf(path, options);
  const view = json ? SILENT : progressView(terminal);
  if (!json) session.notesTo(view.note);
  const startedAt = new Date().toISOString();
  let result: Awaited<ReturnType<typeof orchestrator.run>>;
  try {
    const params = options.param === undefined ? {} : { params: options.param };
    result = await orchestrator.run({ home, signal, onEvent: view.onEvent, ...params });
  } finally {
    view.close();
    session.notesTo(undefined);
  }
  const exitCode = exitCodeOf(result);
  // Without an id nothing could be written at all, so there is nothing to report on.
  const page = result.details["run"] === undefined ? undefined : await writeRunPage(home, file, startedAt, result);
  const report = typeof page === "string" ? page : undefined;
  const unwritten = typeof page === "string" ? undefined : page;
  if (json) {
    const told = unwritten === undefined ? { report: report ?? null } : { report: null, reportError: unwritten };
    terminal.out(`${JSON.stringify({ ...result, ...told, exitCode })}\n`);
    return exitCode;
  }
  const stages = (result.details["stages"] ?? []) as unknown as StageOutcome[];
  if (result.status !== "success" && result.status !== "warning") terminal.err(runFailure(terminal, result, stages));
  if (unwritten) terminal.err(errorText(terminal, { ...unwritten, message: `the report is not written: ${unwritten.message}` }));
  terminal.out(runSummary(terminal, { result, stages, report, home, file: path }));
  return exitCode;
}
