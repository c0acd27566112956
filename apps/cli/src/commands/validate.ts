import {
  DataPipeline,
  exitCodeOf,
  type PipelineConfig,
  PipelineOrchestrator,
  Result,
  type StageOutcome,
  type ValidationError,
} from "@mlops/all";
import type { RuleOutcome } from "@mlops/core/stage";
import { brokenRules, ruleTable } from "../output/broken-rules.ts";
import { paint } from "../output/terminal.ts";
import type { Session } from "../session.ts";
import { loadFile, type RunCommandOptions } from "./run.ts";

export interface ValidateOptions extends RunCommandOptions {
  readonly configOnly?: boolean;
}

/** `mlops validate`: checks the file and every stage, then the data against its rules, without training anything. */
export async function validateCommand(session: Session, path: string, options: ValidateOptions): Promise<number> {
  const file = await loadFile(path, options);
  const orchestrator = PipelineOrchestrator.fromPipelineFile(file);
  const checked = await orchestrator.validate();
  if (!checked.isValid || options.configOnly) {
    const exitCode = checked.isValid ? 0 : 3;
    if (session.json) session.terminal.out(`${JSON.stringify({ ...checked, exitCode })}\n`);
    else
      session.terminal.out(
        `${paint(session.terminal, checked.isValid ? "green" : "red", checked.isValid ? "valid" : "not valid")}: ${checked.message}\n`,
      );
    return exitCode;
  }
  const stages = orchestrator.stages.filter((stage) => stage.kind === "data" && stage.enabled);
  const outcomes: (Pick<StageOutcome, "name" | "status" | "message"> & { details: Record<string, unknown> })[] = [];
  for (const stage of stages) {
    const pipeline = new DataPipeline(stage.config as PipelineConfig);
    const result = await pipeline.run({
      home: session.home,
      signal: session.signal,
      seed: file.seed,
      ...(orchestrator.settings.pipelineFile ? { pipelineFile: orchestrator.settings.pipelineFile } : {}),
    });
    outcomes.push({ name: stage.name, status: result.status, message: result.message, details: result.details });
  }
  const failed = outcomes.find((outcome) => outcome.status === "failed" || outcome.status === "timed_out");
  const exitCode = failed ? exitCodeOf(Result.parse({ status: failed.status, details: failed.details })) : 0;
  if (session.json) {
    session.terminal.out(
      `${JSON.stringify({ status: failed?.status ?? "success", message: failed?.message ?? checked.message, stages: outcomes, exitCode })}\n`,
    );
    return exitCode;
  }
  for (const { name, status, message, details } of outcomes) {
    session.terminal.out(
      `${paint(session.terminal, status === "failed" ? "red" : status === "warning" ? "yellow" : "green", status)} ${name}: ${message}\n`,
    );
    const fields = (details["fields"] ?? details) as { validationErrors?: ValidationError[] };
    if (fields.validationErrors?.length) session.terminal.out(brokenRules(fields.validationErrors));
    else if (Array.isArray(details["rules"])) session.terminal.out(ruleTable(details["rules"] as RuleOutcome[]));
  }
  if (outcomes.length === 0) session.terminal.out(`${paint(session.terminal, "green", "valid")}: ${checked.message}\n`);
  return exitCode;
}
