import * as z from "zod";

/** Columns of a step: names, or a selector that is resolved when the step is fitted, on the columns as the steps before left them. */
export const ColumnSelector = z.union([z.array(z.string().min(1)).min(1), z.enum(["numeric", "string", "boolean", "all"])]);
export type ColumnSelector = z.output<typeof ColumnSelector>;

export const COLUMNS_DESCRIPTION = "column names, or every column of a kind: numeric, string, boolean, all";
