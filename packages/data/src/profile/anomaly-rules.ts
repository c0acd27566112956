import { DataError, type ValidationRuleInput } from "@mlops/models";
import type { ColumnSummary, DataProfile } from "./data-profile.ts";

export interface AnomalyOptions {
  /** How many standard deviations from the mean of the earlier figures are still usual; default 3. */
  readonly deviations?: number;
  readonly severity?: "error" | "warning";
}

/** The usual range of a figure; figures that never varied leave a hundredth to either side. */
function usual(figures: readonly number[], deviations: number): { min: number; max: number } {
  const mean = figures.reduce((sum, one) => sum + one, 0) / figures.length;
  const variance = figures.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (figures.length - 1);
  const reach = variance > 0 ? deviations * Math.sqrt(variance) : Math.abs(mean) / 100;
  return { min: mean - reach, max: mean + reach };
}

/**
 * Rules that fail where a table differs from earlier ones: its number of rows, and of each column the share of rows with a value, the number of
 * categories and the mean. A figure is usual within some standard deviations of the mean of its earlier values.
 * @param history - at least three profiles of earlier tables; columns that are in all of them are looked at
 * @throws DataError `TOO_FEW_ROWS` for fewer profiles
 */
export function anomalyRules(history: readonly DataProfile[], options: AnomalyOptions = {}): ValidationRuleInput[] {
  const { deviations = 3, severity = "warning" } = options;
  const [first] = history;
  if (first === undefined || history.length < 3)
    throw new DataError({
      code: "TOO_FEW_ROWS",
      actual: history.length,
      needed: "three profiles",
      message: `${history.length} profiles are too few; three are needed`,
      hint: "keep the profiles of earlier tables",
    });
  const figures = (of: (profile: DataProfile) => number | null | undefined): number[] | undefined => {
    const found = history.map(of);
    return found.every((one) => typeof one === "number") ? (found as number[]) : undefined;
  };
  const whole = ({ min, max }: { min: number; max: number }) => ({ min: Math.max(0, Math.floor(min)), max: Math.max(0, Math.ceil(max)) });
  const rules: ValidationRuleInput[] = [];
  const rows = figures(({ rows: count }) => count) as number[];
  rules.push({ type: "row_count", ...whole(usual(rows, deviations)), severity, name: "usual rows" });
  for (const column of Object.keys(first.columns)) {
    const of = (read: (summary: ColumnSummary) => number | null | undefined) =>
      figures(({ columns }) => (columns[column] === undefined ? undefined : read(columns[column])));
    const present = of(({ rows: all, missing }) => (all === 0 ? undefined : (all - missing) / all));
    if (present !== undefined) {
      const { min, max } = usual(present, deviations);
      rules.push({
        type: "present_share",
        column,
        min: Math.max(0, min),
        max: Math.min(1, max),
        severity,
        name: `usual presence of ${column}`,
      });
    }
    const kinds = new Set(history.map(({ columns }) => columns[column]?.kind));
    if (kinds.size !== 1) continue;
    const distinct = kinds.has("string") ? of((summary) => summary.distinct) : undefined;
    if (distinct !== undefined)
      rules.push({
        type: "distinct_count",
        column,
        ...whole(usual(distinct, deviations)),
        severity,
        name: `usual categories of ${column}`,
      });
    const mean = kinds.has("numeric") ? of(({ numbers }) => numbers?.mean) : undefined;
    if (mean !== undefined)
      rules.push({ type: "aggregate", column, statistic: "mean", ...usual(mean, deviations), severity, name: `usual mean of ${column}` });
  }
  return rules;
}
