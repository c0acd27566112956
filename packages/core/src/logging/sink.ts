import { createRequire } from "node:module";
import type { LogLevel } from "@mlops/models";
import type { Logger as Pino } from "pino";
import { toJson } from "../pipeline/json-safe.ts";
import type { LogContext } from "./context.ts";
import { scrub } from "./scrub.ts";

/** One line before it is written; secrets are scrubbed already when a sink sees it. */
export interface LogRecord {
  readonly level: Exclude<LogLevel, "silent">;
  readonly name: string;
  readonly message: string;
  readonly context: LogContext;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type LogSink = (record: LogRecord) => void;

let pino: Pino | undefined;

function loadPino(): Pino {
  // Required here, not imported above: a program that never logs never loads it.
  const create = createRequire(import.meta.url)("pino") as typeof import("pino");
  const destination = create.destination({ fd: 2, sync: true });
  destination.on("error", () => undefined); // a closed stderr must not end a run
  const options = {
    level: "trace",
    base: null,
    timestamp: create.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  };
  return create.pino(options, destination);
}

const toStderr: LogSink = ({ level, name, message, context, fields }) => {
  pino ??= loadPino();
  pino[level]({ ...fields, name, ...context }, message);
};

let sink: LogSink = toStderr;

/** Sends every line of this process to `target` instead of stderr; call the result to undo it. */
export function redirectLogs(target: LogSink): () => void {
  const former = sink;
  sink = target;
  return () => {
    sink = former;
  };
}

/** Scrubs a record and hands it to the sink. */
export function writeRecord(record: LogRecord): void {
  sink({ ...record, message: scrub(record.message), fields: scrub(toJson(record.fields)) as Record<string, unknown> });
}
