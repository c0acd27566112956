import { LogLevel } from "@mlops/models";
import { logContext } from "./context.ts";
import { type LogRecord, writeRecord } from "./sink.ts";

export type LogFields = Readonly<Record<string, unknown>>;

/** A structured logger: one JSON line per call on stderr, with the run, stage and attempt it belongs to. Secrets are printed as `***`. */
export interface Logger {
  readonly name: string;
  readonly level: LogLevel;
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  fatal(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to each of its lines. */
  child(fields: LogFields): Logger;
  /** True if a line of `level` would be written. */
  isEnabled(level: LogLevel): boolean;
}

const ORDER: readonly LogLevel[] = [
  LogLevel.TRACE,
  LogLevel.DEBUG,
  LogLevel.INFO,
  LogLevel.WARNING,
  LogLevel.ERROR,
  LogLevel.CRITICAL,
  LogLevel.SILENT,
];

class NamedLogger implements Logger {
  readonly name: string;
  readonly level: LogLevel;
  readonly #fields: LogFields;

  constructor(name: string, level: LogLevel, fields: LogFields) {
    this.name = name;
    this.level = level;
    this.#fields = fields;
  }

  isEnabled(level: LogLevel): boolean {
    return level !== LogLevel.SILENT && ORDER.indexOf(level) >= ORDER.indexOf(this.level);
  }

  child(fields: LogFields): Logger {
    return new NamedLogger(this.name, this.level, { ...this.#fields, ...fields });
  }

  trace(message: string, fields?: LogFields): void {
    this.#write(LogLevel.TRACE, message, fields);
  }
  debug(message: string, fields?: LogFields): void {
    this.#write(LogLevel.DEBUG, message, fields);
  }
  info(message: string, fields?: LogFields): void {
    this.#write(LogLevel.INFO, message, fields);
  }
  warn(message: string, fields?: LogFields): void {
    this.#write(LogLevel.WARNING, message, fields);
  }
  error(message: string, fields?: LogFields): void {
    this.#write(LogLevel.ERROR, message, fields);
  }
  fatal(message: string, fields?: LogFields): void {
    this.#write(LogLevel.CRITICAL, message, fields);
  }

  #write(level: LogRecord["level"], message: string, fields?: LogFields): void {
    if (this.isEnabled(level))
      writeRecord({ level, name: this.name, message, context: logContext(), fields: { ...this.#fields, ...fields } });
  }
}

/**
 * A structured logger: pino's JSON lines on stderr with `name`, and `run`, `stage` and `attempt` where they apply.
 * pino is loaded when the first line is written.
 * @example setupLogger("quality", "warn").isEnabled("info") // => false
 */
export function setupLogger(name: string, level: LogLevel = LogLevel.INFO): Logger {
  return new NamedLogger(name, level, {});
}
