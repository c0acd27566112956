import type { Result, StageOutcome, ValidationError } from "@mlops/all";
import { errorText } from "./print-error.ts";
import { brokenRules } from "./rule-table.ts";
import { paint, type Terminal } from "./terminal.ts";

/** What went wrong in a run: each failed stage with its code, what to try and the rules that rows broke; then what is not a stage's own. */
export function runFailure(terminal: Terminal, result: Result, stages: readonly StageOutcome[]): string {
  const failed = stages.filter(({ status }) => status === "failed" || status === "timed_out");
  const told = failed.map(({ name, code = "FAILED", message, hint, details }) => {
    const { validationErrors } = (details["fields"] ?? {}) as { validationErrors?: ValidationError[] };
    const rules = validationErrors?.length ? brokenRules(validationErrors) : "";
    const stack = typeof details["stack"] === "string" ? `${paint(terminal, "dim", details["stack"].replace(/^/gm, "  "))}\n` : "";
    return errorText(terminal, { code, message: `${name}: ${message}`, hint }) + rules + stack;
  });
  const { code, hint } = result.details;
  if (typeof code === "string") told.push(errorText(terminal, { code, message: result.message, hint: hint as string | undefined }));
  else if (failed.length === 0) told.push(`${paint(terminal, "red", result.status.replace(/_/g, " "))}: ${result.message}\n`);
  return told.join("");
}
