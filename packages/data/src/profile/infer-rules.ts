import type { TableLike } from "@mlops/core/table";
import type { ValidationRuleInput } from "@mlops/models";
import type { ColumnSummary, DataProfile } from "./data-profile.ts";
import { profile } from "./profile.ts";

/** A rule that the rows at hand keep. */
export interface InferredRule {
  readonly rule: ValidationRuleInput;
  /** From 0 to 1; what it is the chance of, `reason` says. */
  readonly confidence: number;
  readonly reason: string;
}

export interface InferOptions {
  /** Rules below this confidence are left out; default 0.5. */
  readonly confidence?: number;
  /** The share of broken rows that should have been seen; default 0.01. */
  readonly share?: number;
}

/** Different texts up to which a column is taken for a category. */
const CATEGORIES = 50;

/** A bound that leaves a tenth of the range to either side, cut to four digits; none beyond 0 where all values are on one side of it. */
function looseBounds(min: number, max: number, integer: boolean): { min: number; max: number } {
  const room = (max - min) / 10;
  const round = (value: number, up: boolean): number => {
    if (value === 0) return 0;
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 3);
    const rounded = Number(((up ? Math.ceil(value / unit) : Math.floor(value / unit)) * unit).toPrecision(4));
    return integer ? (up ? Math.ceil(rounded) : Math.floor(rounded)) : rounded;
  };
  const low = min >= 0 && min - room < 0 ? 0 : round(min - room, false);
  const high = max <= 0 && max + room > 0 ? 0 : round(max + room, true);
  return { min: Number.isFinite(low) ? Math.min(low, min) : min, max: Number.isFinite(high) ? Math.max(high, max) : max };
}

/** The rules that one column suggests. @param seen - the chance that a rule broken by that share of the rows would have been seen broken */
function columnRules(column: string, found: ColumnSummary, seen: (rows: number) => number, share: number): InferredRule[] {
  const { rows, missing, distinct, numbers, kind } = found;
  const present = rows - missing;
  if (present === 0) return [{ rule: { type: "null", column }, confidence: seen(rows), reason: `none of ${rows} rows has a value` }];
  const reason = (what: string): string => `${what}; a rule that ${share * 100}% of the rows break would have shown with this chance`;
  const rules: InferredRule[] = [];
  if (missing === 0)
    rules.push({ rule: { type: "not_null", column }, confidence: seen(rows), reason: reason(`all ${rows} rows have a value`) });
  else {
    const kept = present / rows;
    const mostly = Number(Math.max(0, kept - 3 * Math.sqrt((kept * (1 - kept)) / rows)).toFixed(3));
    const about = `${missing} of ${rows} rows are missing; the share is three standard errors below`;
    if (mostly > 0) rules.push({ rule: { type: "not_null", column, mostly }, confidence: 0.997, reason: about });
  }
  const expected =
    kind === "numeric"
      ? numbers?.integer && numbers.nan === 0 && numbers.infinite === 0
        ? "integer"
        : "number"
      : kind === "bigint"
        ? "integer"
        : kind;
  rules.push({
    rule: { type: "type", column, expected },
    confidence: seen(present),
    reason: reason(`all ${present} values are ${expected}`),
  });
  // What was only estimated to be as many says nothing about a single repeated value.
  const key = !found.approximate?.distinct && distinct === present && present > 1 && (kind !== "numeric" || numbers?.integer === true);
  if (key)
    rules.push({ rule: { type: "unique", column }, confidence: seen(present), reason: reason(`no value of ${present} occurs twice`) });
  if (numbers !== undefined && numbers.min !== null && numbers.max !== null && numbers.nan === 0 && numbers.infinite === 0) {
    const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
    if (kind === "timestamp")
      rules.push({
        rule: { type: "range", column, min: iso(numbers.min) },
        confidence: seen(present),
        reason: reason(`no value lies before ${iso(numbers.min)}`),
      });
    else if (!key)
      rules.push({
        rule: { type: "range", column, ...looseBounds(numbers.min, numbers.max, numbers.integer) },
        confidence: seen(present),
        reason: reason(`values lie between ${numbers.min} and ${numbers.max}, with a tenth of that range to spare`),
      });
    if (key && numbers.ascending && present > 2)
      rules.push({ rule: { type: "monotonic", column }, confidence: seen(present), reason: reason("values rise from row to row") });
  }
  if (kind === "string" && !key) rules.push(...textRules(column, found, present, seen, reason));
  return rules;
}

function textRules(
  column: string,
  { distinct, top, lengths }: ColumnSummary,
  present: number,
  seen: (rows: number) => number,
  reason: (what: string) => string,
): InferredRule[] {
  if (distinct <= Math.min(CATEGORIES, top.length, present / 2)) {
    // Good and Turing: the chance that the next value is a new one is the share of values seen once.
    const once = top.filter(({ count }) => count === 1).length;
    return [
      {
        rule: { type: "in_set", column, values: top.map(({ value }) => value) },
        confidence: 1 - once / present,
        reason: `${present} values are ${distinct} different ones, ${once} of them seen once; the chance that the next value is known`,
      },
    ];
  }
  if (lengths === undefined) return [];
  return [
    {
      rule: { type: "length", column, min: lengths.min, max: lengths.max },
      confidence: seen(present),
      reason: reason(`texts have ${lengths.min} to ${lengths.max} characters`),
    },
  ];
}

/**
 * Rules that a table, or the table a profile is of, keeps: presence, type, keys, ranges, categories, lengths. Most confident first within each column.
 * They describe the rows at hand: read them before they are put to use.
 * @example inferRules(aq.table({ plan: ["a", "b", "a", "b"] }))[0].rule.type // => "in_set"
 */
export function inferRules(data: TableLike | DataProfile, options: InferOptions = {}): InferredRule[] {
  const { confidence: least = 0.5, share = 0.01 } = options;
  const found = "version" in data ? data : profile(data, { correlate: 0 });
  const seen = (rows: number): number => 1 - (1 - share) ** rows;
  return Object.entries(found.columns)
    .flatMap(([name, column]) => columnRules(name, column, seen, share).sort((a, b) => b.confidence - a.confidence))
    .filter(({ confidence }) => confidence >= least)
    .map((one) => ({ ...one, confidence: Number(one.confidence.toFixed(4)) }));
}
