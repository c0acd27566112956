import type { RunEvent } from "@mlops/all";
import { duration, figure } from "@mlops/core/report";
import { paint, type Terminal } from "./terminal.ts";

/** Shows the events of a run; `close` leaves the terminal as it was found. */
export interface ProgressView {
  readonly onEvent: (event: RunEvent) => void;
  /** Whole lines that are no event: they stay above what is redrawn. */
  readonly note: (lines: string) => void;
  readonly close: () => void;
}

const MARKS = {
  success: ["✓", "green"],
  warning: ["!", "yellow"],
  failed: ["✗", "red"],
  timed_out: ["✗", "red"],
  skipped: ["–", "dim"],
  cancelled: ["–", "dim"],
} as const;

function finishedLine(terminal: Terminal, event: Extract<RunEvent, { type: "stage_finished" }>, width: number): string {
  const [mark, colour] = MARKS[event.status as keyof typeof MARKS] ?? ["·", "dim"];
  const told = event.message || (event.reason ?? event.status).replace(/_/g, " ");
  const took = event.status === "skipped" ? "" : ` ${paint(terminal, "dim", `(${duration(event.durationMs)})`)}`;
  return `${paint(terminal, colour, mark)} ${event.stage.padEnd(width)}  ${told}${took}`;
}

/** One line when a stage starts, one when it ends. */
export function plainProgress(terminal: Terminal): ProgressView {
  let width = 8;
  return {
    onEvent: (event) => {
      if (event.type === "run_started") width = Math.max(...event.stages.map((stage) => stage.name.length));
      if (event.type === "stage_started")
        terminal.err(`· ${event.stage.padEnd(width)}  started${event.attempt > 1 ? `, attempt ${event.attempt}` : ""}\n`);
      if (event.type === "stage_retrying")
        terminal.err(`! ${event.stage.padEnd(width)}  ${event.message}; trying again in ${duration(event.delayMs)}\n`);
      if (event.type === "stage_finished") terminal.err(`${finishedLine(terminal, event, width)}\n`);
    },
    note: terminal.err,
    close: () => undefined,
  };
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const BAR = 24;

function bar(done: number, total: number): string {
  const full = Math.max(0, Math.min(BAR, Math.round((BAR * done) / total)));
  return `${"█".repeat(full)}${"░".repeat(BAR - full)} ${String(Math.floor((100 * done) / total)).padStart(3)}%`;
}

interface Running {
  readonly started: number;
  told: string;
  /** When the work that is being told of was first told of, and how far it was. */
  since: { readonly at: number; readonly done: number; readonly total: number; last: number } | undefined;
}

type StageProgress = Extract<RunEvent, { type: "stage_progress" }>;

/** Least time to go by before the rest of it is guessed. */
const MEASURED_MS = 1000;

/** Bar, count, message, and the time left by the rate so far. */
function progressText(stage: Running, { done, total, message }: StageProgress, now: number): string {
  if (!total) {
    stage.since = undefined;
    return message ?? "";
  }
  if (stage.since === undefined || stage.since.total !== total || done < stage.since.last)
    stage.since = { at: now, done, total, last: done };
  stage.since.last = done;
  const { at, done: from } = stage.since;
  const known = now - at >= MEASURED_MS && done > from && done < total;
  const left = known ? `${duration(((now - at) / (done - from)) * (total - done))} left` : "";
  const count = total > 1 ? `${figure(Math.floor(done))} of ${figure(total)}` : "";
  return [bar(done, total), [count, message, left].filter(Boolean).join(", ")].filter(Boolean).join(" ");
}

/** Finished stages stay as lines; running ones are redrawn below them with a bar ten times a second. */
export function liveProgress(terminal: Terminal, now: () => number = Date.now): ProgressView {
  const running = new Map<string, Running>();
  let width = 8;
  let drawn = 0;
  let frame = 0;
  const erase = (): string => (drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : "");
  const draw = (above = ""): void => {
    const lines = [...running].map(([stage, { started, told }]) => {
      const line = `${FRAMES[frame % FRAMES.length]} ${stage.padEnd(width)}  ${told} ${duration(now() - started)}`;
      return line.length >= terminal.columns ? line.slice(0, terminal.columns - 1) : line;
    });
    terminal.err(`${erase()}${above}${lines.map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
  };
  const timer = setInterval(() => {
    frame++;
    draw();
  }, 100);
  timer.unref();
  return {
    onEvent: (event) => {
      if (event.type === "run_started") width = Math.max(...event.stages.map((stage) => stage.name.length));
      if (event.type === "stage_started") running.set(event.stage, { started: now(), told: "", since: undefined });
      if (event.type === "stage_progress") {
        const stage = running.get(event.stage);
        if (stage) stage.told = progressText(stage, event, now());
      }
      if (event.type === "stage_retrying") {
        const stage = running.get(event.stage);
        if (stage) Object.assign(stage, { told: "", since: undefined });
        draw(`! ${event.stage.padEnd(width)}  ${event.message}; trying again in ${duration(event.delayMs)}\n`);
      }
      if (event.type === "stage_finished") {
        running.delete(event.stage);
        draw(`${finishedLine(terminal, event, width)}\n`);
      }
    },
    note: (lines) => draw(lines),
    close: () => {
      clearInterval(timer);
      running.clear();
      draw();
    },
  };
}

export function progressView(terminal: Terminal): ProgressView {
  return terminal.live ? liveProgress(terminal) : plainProgress(terminal);
}
