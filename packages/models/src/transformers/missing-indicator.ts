import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { COLUMNS_DESCRIPTION, ColumnSelector } from "./columns.ts";

/** Add, after each column, `<column>_missing`: 1 where the value is missing, else 0. Put it before the step that imputes. */
export const MissingIndicatorConfig = strictObject(() => ({
  type: z.literal("missing_indicator"),
  columns: ColumnSelector.default("all").describe(COLUMNS_DESCRIPTION),
  features: z
    .enum(["missing_only", "all"])
    .default("missing_only")
    .describe("missing_only marks the columns that lack a value in the training rows"),
}));
export type MissingIndicatorConfig = z.output<typeof MissingIndicatorConfig>;
