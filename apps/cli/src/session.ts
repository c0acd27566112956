import { resolve } from "node:path";
import { interruption, type LogRecord, redirectLogs } from "@mlops/core";
import { paint, systemTerminal, type Terminal } from "./output/terminal.ts";

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly home: string;
  readonly verbose?: boolean;
}

/** What a command works with: where to print, where state is, and the signal that Ctrl-C aborts. */
export interface Session {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly home: string;
  readonly signal: AbortSignal;
  /** Sends warnings and notes to `print` from now on, which keeps them apart from what it redraws; undefined sends them to the terminal again. */
  readonly notesTo: (print: ((lines: string) => void) | undefined) => void;
  /** Takes back what the session set up. */
  readonly end: () => void;
}

function logLine(terminal: Terminal, { level, name, message, fields }: LogRecord): string {
  const hint = typeof fields["hint"] === "string" ? ` (${fields["hint"]})` : "";
  return `${paint(terminal, level === "warn" ? "yellow" : "red", level === "warn" ? "warning" : level)} ${name}: ${message}${hint}\n`;
}

/**
 * Opens a session. With `--json` stdout is one document and logs are JSON lines on stderr; otherwise only warnings are shown,
 * as text, and everything with `--verbose`. The first Ctrl-C aborts what runs, the second ends the process at once.
 */
export function openSession(options: CommonOptions, terminal = systemTerminal()): Session {
  const controller = new AbortController();
  let note = terminal.err;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(signal === "SIGTERM" ? 143 : 130);
    if (!options.json) note(`\n${signal}: stopping; once more to stop at once\n`);
    controller.abort(interruption(signal as "SIGINT" | "SIGTERM"));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const restore =
    options.json || options.verbose
      ? () => undefined
      : redirectLogs((record) => {
          if (record.level === "warn") note(logLine(terminal, record));
        });
  return {
    terminal,
    json: options.json ?? false,
    home: resolve(options.home),
    signal: controller.signal,
    notesTo: (print) => {
      note = print ?? terminal.err;
    },
    end: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
      restore();
    },
  };
}
