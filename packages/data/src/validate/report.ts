import { type Json, ruleName, type ValidationError, type ValidationRule } from "@mlops/models";
import type { TableVerdict } from "./rule-kernel.ts";

/** How much is told of a broken rule, as Great Expectations names its result formats. */
export type DetailLevel = "boolean_only" | "basic" | "summary" | "complete";

/** What is known of the rows that break a rule. */
export interface BrokenRows {
  readonly count: number;
  readonly total: number;
  readonly samples: ValidationError["samples"];
  readonly frequent?: ValidationError["frequent"];
  readonly rows?: readonly number[];
  /** What is wrong with the first of them. */
  readonly explanation?: string | undefined;
}

/** The column that a rule is about, and the columns of which a failing row is shown. */
export function subjects(rule: ValidationRule): { column?: string; shown: readonly string[] } {
  if ("left" in rule) return { shown: [rule.left, rule.right] };
  if (rule.type === "foreign_key" && rule.columns.length === 1) return { column: rule.columns[0] as string, shown: rule.columns };
  if ("columns" in rule && rule.type !== "columns") return { shown: rule.columns };
  return "column" in rule && rule.column !== undefined ? { column: rule.column, shown: [rule.column] } : { shown: [] };
}

function heading(rule: ValidationRule): Pick<ValidationError, "rule" | "type" | "column" | "severity"> {
  const { column } = subjects(rule);
  return { rule: ruleName(rule), type: rule.type, ...(column === undefined ? {} : { column }), severity: rule.severity };
}

/** Whether failing rows are more than `mostly` allows. */
export function tooMany(rule: ValidationRule, count: number, total: number): boolean {
  const mostly = "mostly" in rule ? rule.mostly : 1;
  return count > 0 && (total - count) / total < mostly;
}

export function rowError(rule: ValidationRule, { count, total, samples, frequent, rows, explanation }: BrokenRows): ValidationError {
  const mostly = "mostly" in rule ? rule.mostly : 1;
  const head = heading(rule);
  return {
    ...head,
    message: `${count} of ${total} rows break ${head.rule}${mostly < 1 ? ` (at least ${mostly * 100}% must keep it)` : ""}${explanation === undefined ? "" : `: ${explanation}`}`,
    count,
    total,
    share: total === 0 ? 0 : count / total,
    samples,
    ...(frequent === undefined ? {} : { frequent }),
    ...(rows === undefined ? {} : { rows: [...rows] }),
  };
}

export function tableError(rule: ValidationRule, { message, count, total, observed }: TableVerdict): ValidationError {
  const share = total === 0 ? 0 : count / total;
  return {
    ...heading(rule),
    message,
    count,
    total,
    share,
    samples: [],
    ...(observed === undefined ? {} : { observed: observed as never }),
  };
}

/** A value as JSON has it: null where it is missing, texts for what JSON has no exact number for. */
export function jsonOf(value: unknown): Json {
  if (value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return value as Json;
}
