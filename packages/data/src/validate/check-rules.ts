import type { BuiltInRule, ValidationError, ValidationRule } from "@mlops/models";
import { brokenRows } from "./broken-rows.ts";
import { Failures } from "./failures.ts";
import { rowError, tableError, tooMany } from "./report.ts";
import type { Frame } from "./rule-kernel.ts";
import { definitionOf } from "./rules.ts";

/** Checks built-in rules on a frame; the broken ones come back in the order of the rules. */
export function checkRules(rules: readonly ValidationRule[], frame: Frame, sampleLimit: number): ValidationError[] {
  return rules.flatMap((rule) => {
    const active = "when" in rule && rule.when !== undefined ? frame.condition(rule.when) : null;
    const failures = new Failures(active, sampleLimit, null);
    const verdict = definitionOf(rule as BuiltInRule).check(rule as BuiltInRule, frame, failures);
    if (typeof verdict !== "number") return verdict.broken ? [tableError(rule, verdict)] : [];
    return tooMany(rule, failures.count, verdict) ? [rowError(rule, brokenRows(rule, frame, failures, verdict, null, "basic"))] : [];
  });
}
