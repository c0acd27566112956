import { type Json, StatusEnum } from "@mlops/models";
import { scrub } from "../logging/scrub.ts";
import type { StageInputs } from "../pipeline/run-options.ts";
import type { StageResult } from "../pipeline/stage-result.ts";
import type { StageOutcome, StopCause } from "./outcome.ts";
import { skipReason } from "./run-if.ts";
import type { PipelineStage } from "./stage.ts";
import { type PreparedStage, type RunSettings, runAttempts } from "./stage-attempts.ts";
import { stageInputs } from "./stage-inputs.ts";

export interface Schedule {
  /** In the order in which they were added; the order of the outcomes too. */
  readonly stages: readonly PreparedStage[];
  readonly inputs: StageInputs;
  readonly concurrency: number;
  readonly failFast: boolean;
  /** Ends the run early; aborts `settings.signal`. */
  readonly stop: (cause: StopCause, reason: unknown) => void;
  /** Why the run was ended early, once it was. */
  readonly stopped: () => StopCause | undefined;
}

export interface ScheduleResult {
  readonly outcomes: readonly StageOutcome[];
  readonly outputs: ReadonlyMap<string, unknown>;
}

/** Details that have a place of their own in an outcome. */
const LIFTED = ["reason", "code", "hint"] as const;

function lifted(details: Readonly<Record<string, Json>>): Partial<Record<(typeof LIFTED)[number], string>> {
  const result: Partial<Record<(typeof LIFTED)[number], string>> = {};
  for (const key of LIFTED) if (typeof details[key] === "string") result[key] = details[key];
  return result;
}

/** Runs every stage once those before it are done: whatever is ready starts in name order, `concurrency` at a time. */
export async function runStages(schedule: Schedule, settings: RunSettings): Promise<ScheduleResult> {
  const { id, emit } = settings;
  const byName = new Map(schedule.stages.map(({ stage }) => [stage.name, stage]));
  const pending = new Map(
    [...schedule.stages].sort((a, b) => (a.stage.name < b.stage.name ? -1 : 1)).map((item) => [item.stage.name, item]),
  );
  const running = new Map<string, Promise<void>>();
  const outcomes = new Map<string, StageOutcome>();
  const outputs = new Map<string, unknown>();

  const finish = (
    stage: PipelineStage,
    result: Pick<StageResult, "status" | "message" | "details" | "output">,
    attempts = 0,
    startedAt: string | null = null,
  ): void => {
    const finishedAt = new Date().toISOString();
    const durationMs = startedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
    const { status, message, details } = scrub({ status: result.status, message: result.message, details: result.details });
    const { name, kind } = stage;
    const outcome: StageOutcome = { name, kind, status, message, ...lifted(details), attempts, startedAt, finishedAt, durationMs, details };
    outcomes.set(name, outcome);
    if (result.output !== undefined) outputs.set(name, result.output);
    const { reason, code } = outcome;
    const why = { ...(reason === undefined ? {} : { reason }), ...(code === undefined ? {} : { code }) };
    emit({ type: "stage_finished", at: finishedAt, run: id, stage: name, kind, status, message, ...why, attempts, durationMs, details });
    const failed = status === StatusEnum.FAILED || status === StatusEnum.TIMED_OUT;
    if (failed && schedule.failFast) schedule.stop("fail_fast", new DOMException(`stage ${name} failed`, "AbortError"));
  };
  const skip = (stage: PipelineStage, reason: string, message: string): void =>
    finish(stage, { status: StatusEnum.SKIPPED, message, details: { reason } });
  const endEarly = (stage: PipelineStage, cause: StopCause, startedAt: string | null, attempts = 0): void => {
    const timedOut = cause === "run_timeout" && startedAt !== null;
    const message = timedOut ? "the run's time limit was reached" : "the run ended before this stage did";
    finish(
      stage,
      { status: timedOut ? StatusEnum.TIMED_OUT : StatusEnum.CANCELLED, message, details: { reason: cause } },
      attempts,
      startedAt,
    );
  };

  const run = async (prepared: PreparedStage, inputs: StageInputs): Promise<void> => {
    const startedAt = new Date().toISOString();
    let attempts = 0;
    const counting: RunSettings = {
      ...settings,
      emit: (event) => {
        if (event.type === "stage_started") attempts = event.attempt;
        emit(event);
      },
    };
    try {
      const done = await runAttempts(prepared, inputs, counting);
      finish(prepared.stage, done.result, done.attempts, done.startedAt);
    } catch (error) {
      const cause = schedule.stopped();
      if (cause === undefined) throw error;
      endEarly(prepared.stage, cause, startedAt, attempts);
    }
  };

  /** False when the stage is ready but there is no room for it now. */
  const settleOrStart = (prepared: PreparedStage, upstream: readonly StageOutcome[]): boolean => {
    const { stage } = prepared;
    const { name, runIf } = stage;
    const reason = skipReason(runIf, upstream);
    const inputs = stageInputs(stage, byName, outputs, schedule.inputs);
    if (!stage.enabled) skip(stage, "disabled", "the stage is disabled");
    else if (reason !== undefined) skip(stage, reason, `its condition ${runIf} does not hold`);
    else if (inputs === undefined) skip(stage, "input_missing", "no stage before it gave what it reads");
    else if (running.size >= schedule.concurrency) return false;
    else
      running.set(
        name,
        run(prepared, inputs).finally(() => running.delete(name)),
      );
    return true;
  };

  /** Settles or starts one ready stage; false when none is ready. */
  const advance = (): boolean => {
    for (const [name, prepared] of pending) {
      const { stage } = prepared;
      const cause = schedule.stopped();
      const upstream = stage.dependsOn.map((dependency) => outcomes.get(dependency));
      if (cause !== undefined) endEarly(stage, cause, null);
      else if (upstream.includes(undefined)) continue;
      else if (!settleOrStart(prepared, upstream as StageOutcome[])) continue;
      pending.delete(name);
      return true;
    }
    return false;
  };

  while (pending.size > 0 || running.size > 0) {
    while (advance());
    if (running.size > 0) await Promise.race(running.values());
  }
  return { outcomes: schedule.stages.map(({ stage }) => outcomes.get(stage.name) as StageOutcome), outputs };
}
