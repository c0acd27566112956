import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Json, PipelineError, type StatusEnum } from "@mlops/models";
import type { RunEvent } from "../pipeline/run-event.ts";
import { JOURNAL_FILE } from "./journal.ts";
import { RUN_ID, timeOfRunId } from "./run-id.ts";
import { isAlive, type Writer } from "./writer.ts";

/** The state of a recorded run or stage: `interrupted` when its process ended without finishing it. */
export type RecordedStatus = StatusEnum | "interrupted";

export interface StageRecord {
  readonly name: string;
  readonly kind: string;
  readonly status: RecordedStatus;
  readonly message: string;
  readonly attempts: number;
  readonly reason?: string;
  readonly code?: string;
  readonly startedAt?: string;
  readonly durationMs?: number;
  readonly details: Readonly<Record<string, Json>>;
}

/** A run as its journal tells it. */
export interface RunRecord {
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly status: RecordedStatus;
  readonly message: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly durationMs?: number;
  readonly stages: readonly StageRecord[];
  /** Every event of the journal, in order. */
  readonly events: readonly RunEvent[];
}

/** The whole lines of a journal; what follows the last line end, or is no JSON, was being written when the process ended. */
function readEvents(file: string): RunEvent[] {
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  const events: RunEvent[] = [];
  for (const line of lines) {
    try {
      events.push(JSON.parse(line) as RunEvent);
    } catch {
      break;
    }
  }
  return events;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function stagesOf(events: readonly RunEvent[], over: boolean): StageRecord[] {
  const stages = new Map<string, Mutable<StageRecord>>();
  const at = (name: string): Mutable<StageRecord> => {
    const known = stages.get(name);
    if (known) return known;
    const fresh: Mutable<StageRecord> = { name, kind: "", status: "pending", message: "", attempts: 0, details: {} };
    stages.set(name, fresh);
    return fresh;
  };
  for (const event of events) {
    if (event.type === "run_started") for (const { name, kind } of event.stages) at(name).kind = kind;
    if (event.type === "stage_started") {
      const stage = at(event.stage);
      Object.assign(stage, { status: "running", attempts: event.attempt, startedAt: stage.startedAt ?? event.at });
    }
    if (event.type === "stage_retrying") Object.assign(at(event.stage), { status: "retrying", message: event.message });
    if (event.type === "stage_finished") {
      const { status, message, attempts, durationMs, details, reason, code } = event;
      const optional = { ...(reason === undefined ? {} : { reason }), ...(code === undefined ? {} : { code }) };
      Object.assign(at(event.stage), { status, message, attempts, durationMs, details, ...optional });
    }
  }
  const live = (status: RecordedStatus): boolean => status === "running" || status === "retrying";
  return [...stages.values()].map((stage) => (over && live(stage.status) ? { ...stage, status: "interrupted" } : stage));
}

/** The run `id` of `home`, whatever state its journal was left in. @throws PipelineError `RUN_UNKNOWN` */
export function readRun(home: string, id: string): RunRecord {
  const folder = join(home, "runs", id);
  let events: RunEvent[];
  try {
    if (!RUN_ID.test(id)) throw new Error(`${id} is not a run id`);
    events = readEvents(join(folder, JOURNAL_FILE));
  } catch (cause) {
    throw new PipelineError({ code: "RUN_UNKNOWN", run: id, cause });
  }
  const started = events.find((event) => event.type === "run_started");
  const finished = events.find((event) => event.type === "run_finished");
  const writer = (started as { writer?: Writer } | undefined)?.writer;
  const running = finished === undefined && writer !== undefined && isAlive(writer);
  const base = { id, folder, name: started?.name ?? "", startedAt: started?.at ?? (timeOfRunId(id) as string), events };
  const stages = stagesOf(events, !running);
  if (finished) {
    const { status, message, at, durationMs } = finished;
    return { ...base, stages, status, message, finishedAt: at, durationMs };
  }
  if (running) return { ...base, stages, status: "running", message: "" };
  return { ...base, stages, status: "interrupted", message: "the process ended before the run did" };
}

/** All runs of `home`, newest first. */
export function listRuns(home: string): RunRecord[] {
  let names: string[];
  try {
    names = readdirSync(join(home, "runs"));
  } catch {
    return [];
  }
  const records: RunRecord[] = [];
  for (const id of names
    .filter((name) => RUN_ID.test(name))
    .sort()
    .reverse()) {
    try {
      records.push(readRun(home, id));
    } catch (error) {
      if (!PipelineError.isInstance(error)) throw error; // a folder without a journal is no run
    }
  }
  return records;
}
