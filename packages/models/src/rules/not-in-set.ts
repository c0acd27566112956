import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";
import { ValueList } from "./value-list.ts";

/** No value is one of a list. */
export const NotInSetRule = strictObject(() => ({
  type: z.literal("not_in_set"),
  column: columnField,
  values: ValueList.describe("the values that are not allowed"),
  ...rowRuleShape,
}));
export type NotInSetRule = z.output<typeof NotInSetRule>;
