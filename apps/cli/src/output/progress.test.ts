import type { RunEvent } from "@mlops/all";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { liveProgress, plainProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+[A-Z]`, "g");
let written = "";
let time = 0;
const err = (text: string): void => {
  written += text;
};
const terminal: Terminal = { out: () => undefined, err, live: true, columns: 100, colour: false };
const event = (more: object): RunEvent => ({ at: "", run: "r", stage: "training", attempt: 1, ...more }) as RunEvent;
const progress = (done: number, total?: number, message?: string) => event({ type: "stage_progress", done, total, message });

beforeEach(() => {
  vi.useFakeTimers();
  written = "";
  time = 0;
});
afterEach(() => vi.useRealTimers());

/** What the terminal shows after the next redraw. */
function shown(): string {
  written = "";
  vi.advanceTimersByTime(100);
  return written.replace(ESCAPES, "").trim();
}

it("redraws one line with bar, count, message and the time left by the rate so far", () => {
  const view = liveProgress(terminal, () => time);
  view.onEvent(event({ type: "stage_started" }));
  view.onEvent(progress(0, 100, "fitting"));
  expect(shown()).toMatch(/^. training {2}░{24} {3}0% 0 of 100, fitting 0 ms$/);
  time = 500;
  view.onEvent(progress(10, 100, "fitting"));
  expect(shown()).not.toContain("left"); // too soon to tell
  time = 2000;
  view.onEvent(progress(25, 100, "fitting"));
  expect(shown()).toMatch(/█{6}░{18} {2}25% 25 of 100, fitting, 6\.0 s left 2\.0 s$/);
  // other work is measured anew, and work without an end has no bar
  view.onEvent(progress(0.5, 3, "cross-validating"));
  expect(shown()).toMatch(/16% 0 of 3, cross-validating 2\.0 s$/);
  view.onEvent(progress(0, undefined, "exporting"));
  expect(shown()).toMatch(/^. training {2}exporting 2\.0 s$/);
  expect(written.split("\n")).toHaveLength(2);
  view.onEvent(event({ type: "stage_finished", status: "success", message: "auc 0.9", durationMs: 2000 }));
  expect(written).toContain("✓ training  auc 0.9 (2.0 s)\n");
  view.close();
  written = "";
  vi.advanceTimersByTime(1000);
  expect(written).toBe("");
});

it("without a terminal a stage has a line when it starts and one when it ends", () => {
  const view = plainProgress(terminal);
  view.onEvent(event({ type: "stage_started" }));
  view.onEvent(progress(1, 2, "x"));
  view.onEvent(event({ type: "stage_finished", status: "failed", message: "no", durationMs: 10 }));
  expect(written).toBe("· training  started\n✗ training  no (10 ms)\n");
});
