import type { RegexListRule, TypeRule, ValidationRuleInput } from "@mlops/models";
import { bounded, bounds, type Kwargs, type Mapping, text, texts, unfitBounds } from "./expectation.ts";

type Expected = Exclude<TypeRule["expected"], readonly unknown[]>;

/** The types of pandas, numpy, SQL and Spark by their beginnings. */
const TYPES: readonly [RegExp, Expected][] = [
  [/^(?:u?int|integer|bigint|smallint|tinyint|long)/i, "integer"],
  [/^(?:float|double|real|decimal|numeric|number)/i, "number"],
  [/^(?:str|object|char|varchar|text|nvarchar)/i, "string"],
  [/^(?:bool)/i, "boolean"],
  [/^(?:datetime|timestamp|date)/i, "timestamp"],
];

function typeOf(name: string): Expected | undefined {
  return TYPES.find(([pattern]) => pattern.test(name.trim()))?.[1];
}

/** Python's `(?P<name>` and `(?P=name)`, and the anchors that JavaScript writes otherwise. */
function pattern(python: unknown): string {
  return text(python)
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\\A/g, "^")
    .replace(/\\Z/g, "$");
}

function list(match: RegexListRule["match"], type: "regex_list" | "like_list", column: unknown, patterns: string[]): ValidationRuleInput {
  return { type, column: text(column), patterns, match };
}

const matchOf = (kwargs: Kwargs): "any" | "all" => (kwargs["match_on"] === "all" ? "all" : "any");
const statistic = (name: "mean" | "median" | "std" | "min" | "max" | "sum"): Mapping =>
  bounded(({ column }, limits) => ({ type: "aggregate", column: text(column), statistic: name, ...limits }));
const setOf =
  (match: "in" | "contains" | "equals"): Mapping =>
  ({ column, value_set: values }) => ({
    type: "distinct_set",
    column: text(column),
    values: values as string[],
    match,
  });

/** A regular expression that JavaScript cannot read is told, not taken. */
function readable(patterns: string[], make: (patterns: string[]) => ValidationRuleInput): ValidationRuleInput | string {
  for (const one of patterns) {
    try {
      new RegExp(one, "u");
    } catch (error) {
      return `JavaScript cannot read ${one}: ${(error as Error).message}`;
    }
  }
  return make(patterns);
}

function zScore({ column, threshold, double_sided: doubleSided = true }: Kwargs): ValidationRuleInput | string {
  if (!((threshold as number) > 0)) return "its threshold is not above 0";
  return { type: "z_score", column: text(column), max: threshold as number, doubleSided: doubleSided === true };
}

function quantiles({ column, quantile_ranges: ranges, allow_relative_error: interpolation = false }: Kwargs): ValidationRuleInput {
  const { quantiles: which, value_ranges: limits } = ranges as { quantiles: number[]; value_ranges: [number | null, number | null][] };
  return {
    type: "quantiles",
    column: text(column),
    quantiles: which,
    ranges: limits,
    interpolation: (typeof interpolation === "string" ? interpolation : "nearest") as "nearest",
  };
}

function divergence({ column, partition_object: partition, threshold, ...rest }: Kwargs): ValidationRuleInput | string {
  if (partition == null || threshold == null) return "it has no partition or no threshold";
  if (Number(rest["tail_weight_holdout"] ?? 0) > 0 || Number(rest["internal_weight_holdout"] ?? 0) > 0) return "it holds weight out";
  const {
    values,
    bins,
    weights,
    tail_weights: tails,
  } = partition as { values?: string[]; bins?: number[]; weights: number[]; tail_weights?: number[] };
  if (tails?.some((weight) => weight > 0)) return "its partition has tail weights";
  const expected = values === undefined ? { bins: bins as number[] } : { values };
  return { type: "kl_divergence", column: text(column), ...expected, weights, max: threshold as number };
}

/** Expectations about one column. */
export const COLUMN_EXPECTATIONS: Readonly<Record<string, Mapping>> = {
  expect_column_to_exist: ({ column, column_index: index }) =>
    index == null ? { type: "columns", columns: [text(column)] } : "it asks for the column's place",
  expect_column_values_to_not_be_null: ({ column }) => ({ type: "not_null", column: text(column) }),
  expect_column_values_to_be_null: ({ column }) => ({ type: "null", column: text(column) }),
  expect_column_values_to_be_unique: ({ column }) => ({ type: "unique", column: text(column) }),
  expect_column_values_to_be_between: bounded(({ column }, limits) => ({ type: "range", column: text(column), ...limits })),
  expect_column_values_to_be_in_set: ({ column, value_set: values }) => ({
    type: "in_set",
    column: text(column),
    values: values as string[],
  }),
  expect_column_values_to_not_be_in_set: ({ column, value_set: values }) => ({
    type: "not_in_set",
    column: text(column),
    values: values as string[],
  }),
  expect_column_values_to_be_of_type: ({ column, type_: type }) => {
    const expected = typeOf(text(type));
    return expected === undefined ? `there is no such type as ${type}` : { type: "type", column: text(column), expected };
  },
  expect_column_values_to_be_in_type_list: ({ column, type_list: types }) => {
    const found = texts(types).map(typeOf);
    const missing = found.indexOf(undefined);
    if (missing >= 0) return `there is no such type as ${texts(types)[missing]}`;
    return { type: "type", column: text(column), expected: [...new Set(found as Expected[])] };
  },
  expect_column_values_to_be_increasing: ({ column, strictly = false }) => ({
    type: "monotonic",
    column: text(column),
    direction: "increasing",
    strict: strictly === true,
  }),
  expect_column_values_to_be_decreasing: ({ column, strictly = false }) => ({
    type: "monotonic",
    column: text(column),
    direction: "decreasing",
    strict: strictly === true,
  }),
  expect_column_value_lengths_to_be_between: (kwargs) => {
    const unfit = unfitBounds(kwargs);
    if (unfit !== undefined) return unfit;
    const { strict, ...limits } = bounds(kwargs);
    return strict ? "its bounds are strict" : { type: "length", column: text(kwargs["column"]), ...limits };
  },
  expect_column_value_lengths_to_equal: ({ column, value }) => ({
    type: "length",
    column: text(column),
    min: value as number,
    max: value as number,
  }),
  expect_column_value_z_scores_to_be_less_than: zScore,
  expect_column_values_to_not_be_outliers: ({ column, method = "iqr", multiplier = 1.5 }) => ({
    type: "outlier",
    column: text(column),
    method: method as "iqr",
    multiplier: multiplier as number,
  }),
  expect_column_values_to_match_regex: ({ column, regex }) =>
    readable([pattern(regex)], ([one]) => ({ type: "regex", column: text(column), pattern: one as string })),
  expect_column_values_to_not_match_regex: ({ column, regex }) =>
    readable([pattern(regex)], ([one]) => ({ type: "regex", column: text(column), pattern: one as string, not: true })),
  expect_column_values_to_match_regex_list: (kwargs) =>
    readable(texts(kwargs["regex_list"]).map(pattern), (patterns) => list(matchOf(kwargs), "regex_list", kwargs["column"], patterns)),
  expect_column_values_to_not_match_regex_list: ({ column, regex_list: patterns }) =>
    readable(texts(patterns).map(pattern), (all) => list("none", "regex_list", column, all)),
  expect_column_values_to_match_like_pattern: ({ column, like_pattern: one }) => ({
    type: "like",
    column: text(column),
    pattern: text(one),
  }),
  expect_column_values_to_not_match_like_pattern: ({ column, like_pattern: one }) => ({
    type: "like",
    column: text(column),
    pattern: text(one),
    not: true,
  }),
  expect_column_values_to_match_like_pattern_list: (kwargs) =>
    list(matchOf(kwargs), "like_list", kwargs["column"], texts(kwargs["like_pattern_list"])),
  expect_column_values_to_not_match_like_pattern_list: ({ column, like_pattern_list: patterns }) =>
    list("none", "like_list", column, texts(patterns)),
  expect_column_values_to_be_dateutil_parseable: ({ column }) => ({ type: "date_text", column: text(column) }),
  expect_column_values_to_match_strftime_format: ({ column, strftime_format: format }) => ({
    type: "strftime",
    column: text(column),
    format: text(format),
  }),
  expect_column_values_to_be_json_parseable: ({ column }) => ({ type: "json", column: text(column) }),
  expect_column_values_to_match_json_schema: ({ column, json_schema: schema }) => ({
    type: "json_schema",
    column: text(column),
    schema: (typeof schema === "string" ? JSON.parse(schema) : schema) as Record<string, never>,
  }),
  expect_column_mean_to_be_between: statistic("mean"),
  expect_column_median_to_be_between: statistic("median"),
  expect_column_stdev_to_be_between: statistic("std"),
  expect_column_min_to_be_between: statistic("min"),
  expect_column_max_to_be_between: statistic("max"),
  expect_column_sum_to_be_between: statistic("sum"),
  expect_column_quantile_values_to_be_between: quantiles,
  expect_column_unique_value_count_to_be_between: bounded(({ column }, { strict: _, ...limits }) => ({
    type: "distinct_count",
    column: text(column),
    ...limits,
  })),
  expect_column_proportion_of_unique_values_to_be_between: bounded(({ column }, limits) => ({
    type: "distinct_share",
    column: text(column),
    ...limits,
  })),
  expect_column_proportion_of_non_null_values_to_be_between: bounded(({ column }, limits) => ({
    type: "present_share",
    column: text(column),
    ...limits,
  })),
  expect_column_distinct_values_to_be_in_set: setOf("in"),
  expect_column_distinct_values_to_contain_set: setOf("contains"),
  expect_column_distinct_values_to_equal_set: setOf("equals"),
  expect_column_most_common_value_to_be_in_set: ({ column, value_set: values, ties_okay: ties }) => ({
    type: "most_common",
    column: text(column),
    values: values as string[],
    ties: ties === true,
  }),
  expect_column_kl_divergence_to_be_less_than: divergence,
};
