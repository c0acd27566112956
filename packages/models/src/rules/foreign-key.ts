import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { otherField, rowRuleShape } from "./rule-shape.ts";

/** Every value, or combination of values, occurs in another table; rows where one of them is missing are ignored. */
export const ForeignKeyRule = strictObject(() => ({
  type: z.literal("foreign_key"),
  columns: z.array(z.string().min(1)).min(1).describe("columns that refer to the other table"),
  other: otherField,
  otherColumns: z.array(z.string().min(1)).min(1).optional().describe("their names in the other table; the same when absent"),
  ...rowRuleShape,
})).superRefine((rule, context) => {
  if (rule.otherColumns !== undefined && rule.otherColumns.length !== rule.columns.length)
    context.addIssue({ code: "custom", path: ["otherColumns"], message: `name ${rule.columns.length}, as many as columns` });
});
export type ForeignKeyRule = z.output<typeof ForeignKeyRule>;
