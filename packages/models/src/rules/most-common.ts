import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, tableRuleShape } from "./rule-shape.ts";
import { ValueList } from "./value-list.ts";

/** The value that occurs most often is one of a list; missing values are ignored. */
export const MostCommonRule = strictObject(() => ({
  type: z.literal("most_common"),
  column: columnField,
  values: ValueList.describe("the values that are allowed"),
  ties: z.boolean().default(false).describe("where several are equally common: one of them is enough"),
  ...tableRuleShape,
}));
export type MostCommonRule = z.output<typeof MostCommonRule>;
