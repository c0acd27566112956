import { type Html, html } from "./html.ts";
import { badge, card } from "./page.ts";
import type { ReportStage } from "./run-report.ts";

interface Details {
  readonly code?: string;
  readonly hint?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly stack?: string;
}

const FAILED: ReadonlySet<string> = new Set(["failed", "timed_out"]);

/** A place in the configuration or the data that an error names. */
function place(fields: Readonly<Record<string, unknown>>): string {
  const named = ["file", "line", "column", "row"].flatMap((key) => {
    const value = fields[key];
    return typeof value === "string" || typeof value === "number" ? [`${key} ${value}`] : [];
  });
  return named.join(", ");
}

/** What to try, for a reader who has this page before them. */
const HERE: Readonly<Record<string, string>> = {
  DATA_INVALID: "the first failing rows of each rule are below",
  STAGE_CRASHED: "this is a bug: report it with these lines",
};

/** What a section of its own tells with its figures: a model that the gate blocked, drift. */
const TOLD_BELOW: ReadonlySet<unknown> = new Set(["gate_blocked", "drift"]);

/** Why stages failed and what to try. */
export function failureSection(stages: readonly ReportStage[]): Html[] {
  const failed = stages.filter(({ status, result }) => FAILED.has(status) && result && !TOLD_BELOW.has(result.details["reason"]));
  return failed.map(({ name, attempts, result }) => {
    const { code, hint, fields, stack } = (result?.details ?? {}) as Details;
    const told = HERE[code ?? ""] ?? hint;
    const where = place(fields ?? {});
    return card(
      `Why ${name} failed`,
      html`<p>${badge(code ?? "failed", "bad")} ${result?.message}</p>`,
      ...(told ? [html`<p>${HERE[code ?? ""] ? "Next" : "What to try"}: ${told}.</p>`] : []),
      ...(stack === undefined ? [] : [html`<pre>${stack}</pre>`]),
      ...(where === "" ? [] : [html`<p class="soft">Where: ${where}${attempts > 1 ? `; the last of ${attempts} attempts` : ""}</p>`]),
    );
  });
}
