import type { ValidationError } from "@mlops/all";
import { alignColumns } from "./columns.ts";

/** The broken rules as a table: severity, how many rows, and the first of them. */
export function brokenRules(errors: readonly ValidationError[]): string {
  const rows = errors.map((error) => [
    error.rule,
    error.severity,
    `${error.count} of ${error.total}`,
    error.samples
      .slice(0, 3)
      .map((sample) => `row ${sample.index}: ${JSON.stringify(sample.value)}`)
      .join("; "),
  ]);
  return alignColumns(["rule", "severity", "broken by", "examples"], rows);
}
