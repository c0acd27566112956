import { z } from "zod";
import { columnField, rowRuleShape } from "./rule-shape.ts";

const values = z.array(z.union([z.string(), z.number(), z.boolean()])).min(1);

/** Every value is one of a list. */
export const InSetRule = z.strictObject({
  type: z.literal("in_set"),
  column: columnField,
  values: values.describe("the values that are allowed"),
  ...rowRuleShape,
});
export type InSetRule = z.output<typeof InSetRule>;

/** No value is one of a list. */
export const NotInSetRule = z.strictObject({
  type: z.literal("not_in_set"),
  column: columnField,
  values: values.describe("the values that are not allowed"),
  ...rowRuleShape,
});
export type NotInSetRule = z.output<typeof NotInSetRule>;
