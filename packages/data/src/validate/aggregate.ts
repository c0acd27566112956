import { isValid } from "@mlops/core/table";
import { type AggregateRule, DataError } from "@mlops/models";
import type { Frame, RuleKernel } from "./rule-kernel.ts";

/** The values a rule looks at: present and selected. */
function selected(frame: Frame, name: string, active: Uint8Array | null): Float64Array {
  const column = frame.column(name);
  if (column.kind !== "numeric" && column.kind !== "bigint")
    throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: "numeric" });
  const values = frame.numbers(name);
  if (active === null && column.validity === null) return values;
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++)
    if (isValid(column.validity, row) && (active === null || active[row] === 1)) kept[count++] = values[row] as number;
  return kept.subarray(0, count);
}

/** Neumaier's compensated sum: exact to the last bit or two whatever the order of magnitude of the terms. */
function sum(values: Float64Array): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isNaN(lost) ? total : total + lost;
}

function deviation(values: Float64Array): number {
  const mean = sum(values) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

function extreme(values: Float64Array, sign: 1 | -1): number {
  let best = values[0] as number;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) return Number.NaN;
    if ((value - best) * sign > 0) best = value;
  }
  return best;
}

/** Linear interpolation between neighbours in order (numpy's default). NaN anywhere makes it NaN. */
function quantile(values: Float64Array, q: number): number {
  const sorted = values.slice().sort(); // NaN sorts last
  const last = sorted.length - 1;
  if (Number.isNaN(sorted[last])) return Number.NaN;
  const place = q * last;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, last)] as number;
  return low === high ? low : low + (high - low) * (place - below);
}

const FIGURES: Record<AggregateRule["statistic"], { name: string; least: number; of(values: Float64Array, rule: AggregateRule): number }> =
  {
    mean: { name: "mean", least: 1, of: (values) => sum(values) / values.length },
    median: { name: "median", least: 1, of: (values) => quantile(values, 0.5) },
    quantile: { name: "quantile", least: 1, of: (values, rule) => quantile(values, rule.quantile as number) },
    std: { name: "standard deviation", least: 2, of: deviation },
    min: { name: "minimum", least: 1, of: (values) => extreme(values, -1) },
    max: { name: "maximum", least: 1, of: (values) => extreme(values, 1) },
    sum: { name: "sum", least: 0, of: sum },
  };

export const aggregate: RuleKernel<AggregateRule> = (rule, frame, failures) => {
  const values = selected(frame, rule.column, failures.active);
  const figure = FIGURES[rule.statistic];
  const what = rule.quantile === undefined ? figure.name : `${rule.quantile} quantile`;
  if (values.length < figure.least)
    return { broken: true, message: `"${rule.column}" has too few values for a ${what}`, total: values.length, count: values.length };
  const value = figure.of(values, rule);
  const above = rule.min === undefined || (rule.strict ? value > rule.min : value >= rule.min);
  const below = rule.max === undefined || (rule.strict ? value < rule.max : value <= rule.max);
  const broken = !(above && below);
  const limits = `${rule.strict ? "strictly " : ""}between ${rule.min ?? "-∞"} and ${rule.max ?? "∞"}`;
  return { broken, message: `the ${what} of "${rule.column}" is ${value}, not ${limits}`, total: 1, count: broken ? 1 : 0 };
};
