import { bounded, ignoring, type Mapping, text, texts } from "./expectation.ts";

const quote = (name: unknown): string => `"${text(name).replaceAll('"', '""')}"`;

/** Expectations about pairs of columns, several columns and the table. */
export const TABLE_EXPECTATIONS: Readonly<Record<string, Mapping>> = {
  expect_column_pair_values_to_be_equal: (kwargs) => ({
    type: "pair_compare",
    left: text(kwargs["column_A"]),
    operator: "=",
    right: text(kwargs["column_B"]),
    ...ignoring(kwargs),
  }),
  expect_column_pair_values_a_to_be_greater_than_b: (kwargs) => ({
    type: "pair_compare",
    left: text(kwargs["column_A"]),
    operator: kwargs["or_equal"] === true ? ">=" : ">",
    right: text(kwargs["column_B"]),
    ...ignoring(kwargs),
  }),
  expect_column_pair_values_to_be_in_set: (kwargs) => ({
    type: "pair_in_set",
    left: text(kwargs["column_A"]),
    right: text(kwargs["column_B"]),
    pairs: kwargs["value_pairs_set"] as [string, string][],
    ...ignoring(kwargs),
  }),
  expect_compound_columns_to_be_unique: (kwargs) => ({
    type: "compound_unique",
    columns: texts(kwargs["column_list"]),
    ...ignoring(kwargs),
  }),
  expect_select_column_values_to_be_unique_within_record: (kwargs) => ({
    type: "unique_within_record",
    columns: texts(kwargs["column_list"]),
    ...ignoring(kwargs),
  }),
  expect_multicolumn_values_to_be_unique: (kwargs) => ({
    type: "unique_within_record",
    columns: texts(kwargs["column_list"]),
    ...ignoring(kwargs),
  }),
  expect_multicolumn_values_to_be_equal: (kwargs) => ({
    type: "equal_within_record",
    columns: texts(kwargs["column_list"]),
    ...ignoring(kwargs),
  }),
  expect_multicolumn_sum_to_equal: (kwargs) => ({
    type: "multicolumn_sum",
    columns: texts(kwargs["column_list"]),
    total: kwargs["sum_total"] as number,
    ...ignoring(kwargs),
  }),
  expect_table_row_count_to_be_between: bounded((_, { strict: __, ...limits }) => ({ type: "row_count", ...limits })),
  expect_table_row_count_to_equal: ({ value }) => ({ type: "row_count", min: value as number, max: value as number }),
  expect_table_row_count_to_equal_other_table: ({ other_table_name: other }) => ({ type: "same_row_count", other: text(other) }),
  expect_table_column_count_to_be_between: bounded((_, { strict: __, ...limits }) => ({ type: "column_count", ...limits })),
  expect_table_column_count_to_equal: ({ value }) => ({ type: "column_count", min: value as number, max: value as number }),
  expect_table_columns_to_match_set: ({ column_set: columns, exact_match: exact }) => ({
    type: "columns",
    columns: texts(columns),
    match: exact === false ? "contains" : "exact",
  }),
  expect_table_columns_to_match_ordered_list: ({ column_list: columns }) => ({
    type: "columns",
    columns: texts(columns),
    match: "ordered",
  }),
};

/** The condition of a row in our language: `col("x") > 5`, `col("x").notNull()`, or one of pandas' that reads the same in both. */
export function rowCondition(condition: unknown, parser: unknown): string | undefined {
  if (typeof condition !== "string") return undefined;
  const call = /^col\(["'](.+?)["']\)\s*(.*)$/.exec(condition.trim());
  if (call !== null) {
    const [, column, rest = ""] = call;
    if (rest === ".notNull()") return `${quote(column)} is not null`;
    const compared = /^(<=?|>=?|==|!=)\s*(.+)$/.exec(rest);
    return compared === null ? undefined : `${quote(column)} ${compared[1]} ${literal(compared[2] as string)}`;
  }
  return parser === "pandas" ? literals(condition) : undefined;
}

const literal = (value: string): string =>
  /^"(.*)"$/.test(value.trim()) ? `'${value.trim().slice(1, -1).replaceAll("'", "''")}'` : value.trim();

/** pandas writes texts in double quotes, and `&`, `|` for and, or. */
function literals(condition: string): string {
  return condition
    .replace(/"([^"]*)"/g, (_, inner: string) => `'${inner.replaceAll("'", "''")}'`)
    .replace(/&/g, " and ")
    .replace(/\|/g, " or ");
}
