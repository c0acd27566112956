import { z } from "zod";

/** Fields that every rule has. */
export const ruleShape = {
  name: z.string().min(1).optional().describe("name in results; <type>:<column> when absent"),
  description: z.string().optional().describe("why the rule is there"),
  severity: z.enum(["error", "warning"]).default("error").describe("error fails the validation, warning is only listed"),
};

const when = z.string().min(1).optional().describe("expression; the rule looks only at rows for which it is true");

/** Fields of a rule about the table as a whole, computed from the rows that `when` selects. */
export const tableRuleShape = { ...ruleShape, when };

/** Fields of a rule that each row keeps or breaks. */
export const rowRuleShape = {
  ...ruleShape,
  when,
  mostly: z.number().min(0).max(1).default(1).describe("share of the rows looked at that must keep the rule"),
};

export const columnField = z.string().min(1).describe("column the rule looks at");

/** A bound: a number, or an instant as ISO-8601 text for a timestamp column. */
export const Bound = z.union([z.number(), z.iso.datetime({ offset: true, local: true }), z.iso.date()]);

/** Reports bounds that are absent, of two kinds or the wrong way round. */
export function checkBounds(
  rule: { min?: number | string | undefined; max?: number | string | undefined },
  context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  const { min, max } = rule;
  if (min === undefined && max === undefined) context.addIssue({ code: "custom", path: ["min"], message: "give min, max or both" });
  if (min === undefined || max === undefined) return;
  if (typeof min !== typeof max) context.addIssue({ code: "custom", path: ["max"], message: "min and max must be of one kind" });
  else if (typeof min === "number" ? min > (max as number) : Date.parse(min) > Date.parse(max as string))
    context.addIssue({ code: "custom", path: ["max"], message: `max ${max} is below min ${min}` });
}
