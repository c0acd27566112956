import { DataPipeline, exitCodeOf, type PipelineConfig, PipelineOrchestrator, type StageOutcome, type ValidationResult } from "@mlops/all";
import type { RuleOutcome } from "@mlops/core/stage";
import { errorText } from "../output/print-error.ts";
import { ruleTable } from "../output/rule-table.ts";
import { paint } from "../output/terminal.ts";
import type { Session } from "../session.ts";
import { type FileOptions, loadFile } from "./pipeline-file.ts";

export interface ValidateOptions extends FileOptions {
  readonly configOnly?: boolean;
}

interface Problem {
  readonly stage?: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

type Outcome = Pick<StageOutcome, "name" | "status" | "message" | "details">;

const COLOURS = { success: "green", warning: "yellow" } as const;

/** What the configuration alone gets wrong: `run` would end the same way. */
function tellChecked({ terminal, json }: Session, checked: ValidationResult): number {
  const problems = (checked.details["problems"] ?? []) as unknown as readonly Problem[];
  const stages = problems.map(({ code }) => ({ status: "failed", code, details: {} }));
  const exitCode = checked.isValid ? 0 : exitCodeOf({ status: "failed", details: { stages } });
  if (json) terminal.out(`${JSON.stringify({ ...checked, exitCode })}\n`);
  else if (checked.isValid) terminal.out(`${paint(terminal, "green", "valid")}: the configuration of every stage\n`);
  else if (problems.length === 0) terminal.err(`${paint(terminal, "red", "not valid")}: ${checked.message}\n`);
  for (const { stage, code, message, hint } of json ? [] : problems)
    terminal.err(errorText(terminal, { code, message: stage === undefined ? message : `${stage}: ${message}`, hint }));
  return exitCode;
}

/** Only looks: rows that a run would put aside are told as broken, and no table is written. */
function lookingOnly(config: PipelineConfig): PipelineConfig {
  const { output: _, ...data } = config.dataConfig ?? { source: "" };
  return { ...config, dataConfig: { ...data, quarantine: false } as PipelineConfig["dataConfig"] };
}

function tellOutcome({ terminal }: Session, { name, status, message, details }: Outcome): void {
  terminal.out(`${paint(terminal, COLOURS[status as keyof typeof COLOURS] ?? "red", status.replace(/_/g, " "))} ${name}: ${message}\n`);
  const { outcomes } = (details["fields"] ?? {}) as { outcomes?: readonly RuleOutcome[] };
  const rules = outcomes ?? ((details["rules"] ?? []) as unknown as readonly RuleOutcome[]);
  if (rules.length > 0) terminal.out(ruleTable(rules));
  else if (typeof details["hint"] === "string") terminal.err(`  ${paint(terminal, "dim", details["hint"])}\n`);
}

/** `mlops validate`: checks the file and every stage, then the data against its rules, without training or writing anything. */
export async function validateCommand(session: Session, path: string, options: ValidateOptions): Promise<number> {
  const { terminal, json, home, signal } = session;
  const file = await loadFile(path, options);
  const orchestrator = PipelineOrchestrator.fromPipelineFile(file);
  const checked = await orchestrator.validate();
  const stages = orchestrator.stages.filter((stage) => stage.kind === "data" && stage.enabled);
  if (!checked.isValid || options.configOnly || stages.length === 0) return tellChecked(session, checked);

  const outcomes: Outcome[] = [];
  const { pipelineFile } = orchestrator.settings;
  for (const { name, config } of stages) {
    const given = pipelineFile === undefined ? {} : { pipelineFile };
    const { status, message, details } = await new DataPipeline(lookingOnly(config)).run({ home, signal, seed: file.seed, ...given });
    outcomes.push({ name, status, message, details });
  }
  const codes = outcomes.map(({ status, details }) => ({ status, code: details["code"], details }));
  const { status, message } = outcomes.find((outcome) => outcome.status === "failed") ?? { status: "success", message: checked.message };
  const exitCode = exitCodeOf({ status, details: { stages: codes } });
  if (!json) for (const outcome of outcomes) tellOutcome(session, outcome);
  else terminal.out(`${JSON.stringify({ status, message, stages: outcomes, exitCode })}\n`);
  return exitCode;
}
