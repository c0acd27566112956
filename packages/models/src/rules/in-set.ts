import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";
import { ValueList } from "./value-list.ts";

/** Every value is one of a list. */
export const InSetRule = strictObject(() => ({
  type: z.literal("in_set"),
  column: columnField,
  values: ValueList.describe("the values that are allowed"),
  ...rowRuleShape,
}));
export type InSetRule = z.output<typeof InSetRule>;
