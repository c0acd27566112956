import { MLOpsError, PipelineOrchestrator } from "@mlops/all";
import { type Check, type Finding, failed, ok } from "../doctor/check.ts";
import { cores, homeFolder, nodeVersion, sharedMemory } from "../doctor/machine.ts";
import { databricks, fileEngine, trackingStore } from "../doctor/services.ts";
import { paint, type Terminal } from "../output/terminal.ts";
import type { Session } from "../session.ts";
import { type FileOptions, loadFile } from "./pipeline-file.ts";

export interface DoctorOptions extends FileOptions {
  readonly trackingUri?: string;
}

const MARKS = { ok: ["✓", "green"], warning: ["!", "yellow"], failed: ["✗", "red"] } as const;

/** A pipeline file reads, and every stage of it finds what it needs. */
function pipelineFile(path: string, options: FileOptions): Check {
  return async () => {
    try {
      const checked = await PipelineOrchestrator.fromPipelineFile(await loadFile(path, options)).validate();
      return checked.isValid
        ? ok("pipeline", `${path} is valid`)
        : failed("pipeline", checked.message, `see all of it: mlops validate ${path}`);
    } catch (error) {
      if (!MLOpsError.isInstance(error)) throw error;
      return failed("pipeline", `${error.code} ${error.message}`, error.hint);
    }
  };
}

function tell(terminal: Terminal, { check, status, detail, hint }: Finding): void {
  const [mark, colour] = MARKS[status];
  terminal.out(`${paint(terminal, colour, mark)} ${check.padEnd(10)}  ${detail}\n`);
  if (hint !== undefined) terminal.out(`  ${" ".repeat(10)}  ${paint(terminal, "dim", hint)}\n`);
}

/** `mlops doctor`: what this machine and this configuration can do, one line each; 1 when something is missing that a run needs. */
export async function doctorCommand(session: Session, file: string | undefined, options: DoctorOptions): Promise<number> {
  const { terminal, json, home, signal } = session;
  const checks = [
    nodeVersion,
    cores,
    sharedMemory,
    homeFolder(home),
    fileEngine(home),
    trackingStore(home, options.trackingUri, signal),
    databricks,
    ...(file === undefined ? [] : [pipelineFile(file, options)]),
  ];
  const findings: Finding[] = [];
  for (const check of checks) {
    signal.throwIfAborted();
    const finding = await check();
    findings.push(finding);
    if (!json) tell(terminal, finding);
  }
  const exitCode = findings.some(({ status }) => status === "failed") ? 1 : 0;
  if (json) terminal.out(`${JSON.stringify({ status: exitCode === 0 ? "success" : "failed", findings, exitCode })}\n`);
  return exitCode;
}
