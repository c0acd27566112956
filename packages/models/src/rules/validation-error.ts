import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

/** How one rule was broken. */
export const ValidationError = strictObject(() => ({
  rule: z.string().describe("name of the rule"),
  type: z.string().describe("type of the rule"),
  column: z.string().optional().describe("column the rule looks at"),
  severity: z.enum(["error", "warning"]).describe("error fails the validation, warning is only listed"),
  message: z.string().describe("one sentence for a person"),
  count: z.number().int().min(0).describe("rows that break the rule"),
  total: z.number().int().min(0).describe("rows the rule looked at"),
  share: z.number().min(0).max(1).describe("count divided by total, 0 when there is none"),
  samples: z
    .array(
      z.strictObject({
        index: z.number().int().min(0).describe("row, from 0, in the table's order"),
        value: z.json().describe("what the row holds there; null is a missing value"),
      }),
    )
    .describe("the first rows that break the rule"),
  observed: z.json().optional().describe("the figure that a rule about the table found"),
  frequent: z
    .array(z.strictObject({ value: z.json(), count: z.number().int().min(1) }))
    .optional()
    .describe("the most frequent failing values, from detail level summary on"),
  rows: z.array(z.number().int().min(0)).optional().describe("every failing row, from 0, at detail level complete"),
}));
export type ValidationError = z.output<typeof ValidationError>;
