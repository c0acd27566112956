import { resolve } from "node:path";
import {
  ConfigError,
  exitCodeOf,
  type MonitoringOptions,
  MonitoringPipeline,
  PipelineConfig,
  type PipelineFile,
  profileInFile,
  type Result,
  type RunEvent,
} from "@mlops/all";
import { renderRunReport, writeReport } from "@mlops/core/report";
import type { MonitoringDetails } from "@mlops/core/stage";
import { driftTable } from "../output/drift-table.ts";
import { driftLine } from "../output/monitoring-lines.ts";
import { errorText } from "../output/print-error.ts";
import { type ProgressView, progressView } from "../output/progress.ts";
import type { Session } from "../session.ts";
import { monitoringOptions } from "./drift-sides.ts";
import { keepMonitoring } from "./keep-monitoring.ts";
import type { FileOptions } from "./pipeline-file.ts";

export interface DriftCommandOptions extends FileOptions {
  readonly categorical?: readonly string[];
  readonly numerical?: readonly string[];
  readonly critical?: readonly string[];
  readonly exclude?: readonly string[];
  readonly share?: number;
  readonly alpha?: number;
  readonly timestamp?: string;
  readonly window?: string;
  readonly report?: string;
  readonly failOnDrift?: boolean;
}

/** Options that a pipeline file has in its own words. */
const OF_FILES = ["categorical", "numerical", "critical", "exclude", "share", "alpha", "timestamp", "window", "report"] as const;

const YAML = /\.ya?ml$/i;

/** `mlops drift` and `mlops drift check`: compares two files, tables or profiles, or runs the monitoring of a pipeline file without its training; gives the exit code. */
export async function driftCommand(
  session: Session,
  reference: string,
  current: string | undefined,
  options: DriftCommandOptions,
): Promise<number> {
  if (current === undefined && !YAML.test(reference))
    throw new ConfigError({
      code: "USAGE_INVALID",
      detail: "there is nothing to compare with",
      hint: "mlops drift <reference> <current>, or mlops drift <pipeline.yaml>",
    });
  if (current !== undefined) {
    refuse(options, ["env", "set", "param"], { detail: "is for a pipeline file", hint: "leave it out" });
    return compareFiles(session, reference, current, options);
  }
  refuse(options, OF_FILES, { detail: "is for two files", hint: "set it in monitoring_config, or with --set" });
  const { runCommand } = await import("./run.ts");
  const prepare = (file: PipelineFile): void => keepMonitoring(file, options.failOnDrift ?? false);
  return runCommand(session, reference, { ...options, prepare });
}

/** @throws ConfigError `USAGE_INVALID` for an option that does not belong here */
function refuse(
  options: DriftCommandOptions,
  names: readonly (keyof DriftCommandOptions)[],
  { detail, hint }: { detail: string; hint: string },
): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given !== undefined) throw new ConfigError({ code: "USAGE_INVALID", detail: `--${given} ${detail}`, hint });
}

async function compareFiles(session: Session, reference: string, current: string, options: DriftCommandOptions): Promise<number> {
  if ((await profileInFile(resolve(current))) !== undefined) {
    const { checkSides } = await import("./drift-report.ts");
    return checkSides(session, reference, current, options);
  }
  const { terminal, json, home, signal } = session;
  const { failOnDrift = false } = options;
  const monitoringConfig: MonitoringOptions = {
    ...{ reference: resolve(reference), current: resolve(current), failOnDrift },
    ...monitoringOptions(options),
  };
  const featureConfig = options.exclude === undefined ? {} : { featureConfig: { exclude: [...options.exclude] } };
  const pipeline = new MonitoringPipeline(PipelineConfig.parse({ name: "drift", monitoringConfig, ...featureConfig }));
  const startedAt = new Date().toISOString();
  const result = await withProgress(session, (onEvent) =>
    pipeline.run({ home, signal, onEvent, ...(options.seed === undefined ? {} : { seed: options.seed }) }),
  );
  const exitCode = exitCodeOf(result);
  const details = result.details as unknown as Partial<MonitoringDetails>;
  const report = options.report === undefined || details.drift === undefined ? undefined : resolve(options.report);
  if (report !== undefined) await writePage(report, result, startedAt, `${reference} → ${current}`);
  if (json) terminal.out(`${JSON.stringify({ ...result, report: report ?? null, exitCode })}\n`);
  else if (details.drift === undefined) {
    const { code, hint } = result.details as { code?: string; hint?: string };
    terminal.err(errorText(terminal, { code: code ?? "FAILED", message: result.message, hint }));
  } else {
    const told = `\n${driftLine(terminal, details as MonitoringDetails)}\n`;
    terminal.out(`${driftTable(details.drift)}${told}${report === undefined ? "" : `report   ${report}\n`}`);
  }
  return exitCode;
}

/** Shows how far it has come, as one stage would. */
async function withProgress<T>(session: Session, work: (onEvent: (event: RunEvent) => void) => Promise<T>): Promise<T> {
  const { terminal, json } = session;
  if (json || !terminal.live) return work(() => undefined);
  const view: ProgressView = progressView(terminal);
  session.notesTo(view.note);
  const at = new Date().toISOString();
  view.onEvent({ type: "stage_started", at, run: "", stage: "drift", kind: "monitoring", attempt: 1 });
  try {
    return await work(view.onEvent);
  } finally {
    view.close();
    session.notesTo(undefined);
  }
}

async function writePage(file: string, result: Result, startedAt: string, description: string): Promise<void> {
  const finishedAt = new Date().toISOString();
  const { status, message } = result;
  const stage = { name: "drift", kind: "monitoring", status, attempts: 1, startedAt, finishedAt, result };
  const page = { name: "drift", description, runId: "", status, message, environment: "development", startedAt, finishedAt };
  await writeReport(file, renderRunReport({ ...page, stages: [stage] }));
}
