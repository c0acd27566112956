import { type ColumnProfile, profileQuantile, type TableProfile } from "@mlops/core/profile";
import type { ColumnSummary, DataDetails, DataOutput, RuleOutcome } from "@mlops/core/stage";
import { ruleName, type ValidationResult, type ValidationRule } from "@mlops/models";

const short = (value: number | null): string => (value === null ? "–" : String(Number(value.toPrecision(4))));

function summaryOf(profile: ColumnProfile): string {
  if (profile.kind === "numeric") {
    const median = profile.sketch.counts.length > 0 ? profileQuantile(profile, 0.5) : null;
    return `${short(profile.min)} to ${short(profile.max)}, mean ${short(profile.mean)}, median ${short(median)}`;
  }
  if (profile.kind === "timestamp") {
    const day = (value: number | null) => (value === null ? "–" : new Date(value).toISOString().slice(0, 10));
    return `${day(profile.min)} to ${day(profile.max)}`;
  }
  const present = profile.rows - profile.missing;
  const top = profile.categories
    .slice(0, 3)
    .map(({ value, count }) => `${value} ${present > 0 ? Math.round((100 * count) / present) : 0}%`);
  return `${profile.distinct ?? "many"} different: ${top.join(", ")}${profile.categories.length > 3 ? ", …" : ""}`;
}

/** The columns of a profile in one line each. */
export function columnSummaries(profile: TableProfile): ColumnSummary[] {
  return Object.entries(profile.columns).map(([name, column]) => ({
    name,
    kind: column.kind,
    missing: column.missing,
    summary: summaryOf(column),
  }));
}

/** What became of each rule, in the order they are configured. */
export function ruleOutcomes(rules: readonly ValidationRule[], checks: ValidationResult, rows: number): RuleOutcome[] {
  const broken = new Map(checks.validationErrors.map((error) => [error.rule, error]));
  return rules.map((rule) => {
    const name = ruleName(rule);
    const error = broken.get(name);
    const column = "column" in rule && rule.column !== undefined ? { column: rule.column } : {};
    if (error === undefined)
      return {
        rule: name,
        type: rule.type,
        ...column,
        severity: rule.severity,
        passed: true,
        count: 0,
        total: rows,
        message: "",
        samples: [],
      };
    const { count, total, message, samples } = error;
    return { rule: name, type: rule.type, ...column, severity: rule.severity, passed: false, count, total, message, samples };
  });
}

/** What a data stage tells beside its output. */
export function dataDetails(
  output: DataOutput,
  rules: readonly ValidationRule[],
  checks: ValidationResult,
  checked: { rows: number; quarantined: number },
): DataDetails {
  const parts = { train: output.train, validation: output.validation, test: output.test };
  const rows: Record<string, number> = {};
  for (const [name, table] of Object.entries(parts)) if (table !== undefined) rows[name] = table.numRows();
  for (const [name, { table }] of Object.entries(output.holdouts)) rows[name] = table.numRows();
  return {
    datasets: output.datasets,
    rows,
    rules: ruleOutcomes(rules, checks, checked.rows),
    columns: output.profile === undefined ? [] : columnSummaries(output.profile),
    quarantined: checked.quarantined,
  };
}
