const NUMBERS = Array.from({ length: 15 }, (_, i) => i).filter((i) => i !== 13 && i !== 14);
const categories = (count) => Array.from({ length: count }, (_, i) => `cat_${i}`);

/** The names of the benchmark's columns, in the file's order. */
const COLUMNS = [...NUMBERS.map((i) => `n${i}`), "n13", "n14", "c0", "c1", "c2", "c3", "c4"];

/** The 27 rules that every peer checks. @type {readonly import("@mlops/models").ValidationRuleInput[]} */
export const BENCH_RULES = [
  ...[0, 1, 2, 3, 4].map((i) => ({ type: "not_null", column: `n${i}` })),
  ...[5, 6, 7, 8, 9].map((i) => ({ type: "range", column: `n${i}`, min: 0, max: 10_000 })),
  { type: "not_null", column: "n13", mostly: 0.94 },
  { type: "range", column: "n14", min: 0, max: 1, mostly: 0.98 },
  ...[2, 5, 20, 100].map((count, i) => ({ type: "in_set", column: `c${i}`, values: categories(count) })),
  { type: "regex", column: "c4", pattern: "^cat_\\d+$" },
  { type: "regex", column: "c3", pattern: "^cat_\\d{1,2}$" },
  { type: "length", column: "c2", min: 5, max: 6 },
  { type: "aggregate", column: "n0", statistic: "mean", min: -0.1, max: 0.1 },
  { type: "aggregate", column: "n1", statistic: "std", min: 0.9, max: 1.1 },
  { type: "aggregate", column: "n2", statistic: "median", min: -1, max: 1 },
  { type: "distinct_count", column: "c1", min: 5, max: 5 },
  { type: "pair_compare", left: "n8", operator: ">=", right: "n14", mostly: 0.9 },
  { type: "row_count", min: 1, max: 10_000_000 },
  { type: "columns", columns: COLUMNS, match: "exact" },
  { type: "unique", column: "n0" },
];
