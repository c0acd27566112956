import type { ValidationError } from "@mlops/all";
import type { RuleOutcome } from "@mlops/core/stage";
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

/** Every rule with its verdict. */
export function ruleTable(rules: readonly RuleOutcome[]): string {
  if (rules.length === 0) return "";
  const verdict = ({ passed, severity }: RuleOutcome) => (passed ? "holds" : severity === "warning" ? "warning" : "broken");
  return alignColumns(
    ["rule", "verdict", "broken by"],
    rules.map((rule) => [rule.rule, verdict(rule), rule.count === 0 ? "" : `${rule.count} of ${rule.total}`]),
  );
}
