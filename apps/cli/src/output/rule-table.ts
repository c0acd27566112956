import type { ValidationError } from "@mlops/all";
import type { RuleOutcome } from "@mlops/core/stage";
import { alignColumns } from "./columns.ts";

/** The first rows that break a rule; of a table's rule, what it found. */
function examples({ samples, message, count }: Pick<ValidationError, "samples" | "message" | "count">): string {
  const rows = samples.slice(0, 3).map(({ index, value }) => `row ${index}: ${JSON.stringify(value)}`);
  return count > 0 && rows.length === 0 ? message : rows.join("; ");
}

const brokenBy = (count: number, total: number): string => (count === 0 ? "" : `${count} of ${total}`);

/** The broken rules: severity, how many rows break them, and the first of those. */
export function brokenRules(errors: readonly ValidationError[]): string {
  return alignColumns(
    ["rule", "severity", "broken by", "examples"],
    errors.map((error) => [error.rule, error.severity, brokenBy(error.count, error.total), examples(error)]),
  );
}

/** Every rule with its verdict, the broken ones first. */
export function ruleTable(rules: readonly RuleOutcome[]): string {
  const verdict = ({ passed, severity }: RuleOutcome): string => (passed ? "holds" : severity === "warning" ? "warning" : "broken");
  const order = ["broken", "warning", "holds"];
  const sorted = [...rules].sort((a, b) => order.indexOf(verdict(a)) - order.indexOf(verdict(b)));
  const rows = sorted.map((rule) => [verdict(rule), rule.rule, brokenBy(rule.count, rule.total), examples(rule)]);
  return alignColumns(["verdict", "rule", "broken by", "examples"], rows);
}
