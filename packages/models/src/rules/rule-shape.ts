import * as z from "zod";

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

export const columnsField = z.array(z.string().min(1)).min(2);

/** Which table another one is: a name that the validator or `references` of the data configuration knows. */
export const otherField = z.string().min(1).describe("name of the other table, as given to the validator or in references");

export const matchField = z
  .enum(["any", "all", "none"])
  .default("any")
  .describe("any: one pattern fits; all: each fits; none: no pattern fits");

/** Rows of a rule about several columns that are not looked at. */
export const ignoreRowIfField = z
  .enum(["any_missing", "all_missing", "never"])
  .default("any_missing")
  .describe("rows that are not looked at: where one of the values is missing, where all are, none");

export const ignorePairIfField = ignoreRowIfField.describe(
  "rows that are not looked at: where one of the two is missing, where both are, none",
);

export const countBounds = {
  min: z.number().int().min(0).optional().describe("smallest number"),
  max: z.number().int().min(0).optional().describe("largest number"),
};

export const shareBounds = {
  min: z.number().min(0).max(1).optional().describe("smallest share, from 0 to 1"),
  max: z.number().min(0).max(1).optional().describe("largest share"),
  strict: z.boolean().default(false).describe("the bounds themselves break the rule"),
};

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
