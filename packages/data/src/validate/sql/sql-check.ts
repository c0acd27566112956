import type { TableVerdict } from "../rule-kernel.ts";

/** What an aggregate of the engine gave; undefined is SQL's null. */
export type Figure = number | bigint | string | boolean | Date | undefined;
export type Figures = Readonly<Record<string, Figure>>;

/**
 * A rule in SQL. About rows: which rows it looks at (its `when` apart) and which of them break it, both conditions; `windows` are columns that are added
 * to the rows looked at before the second condition is asked. About the table: aggregates over all rows (`SqlScope.over` puts `when` in), and the verdict on them.
 */
export type SqlCheck =
  | { readonly about: "rows"; readonly looks: string; readonly breaks: string; readonly windows?: Readonly<Record<string, string>> }
  | { readonly about: "table"; readonly figures: Readonly<Record<string, string>>; verdict(figures: Figures): TableVerdict };
