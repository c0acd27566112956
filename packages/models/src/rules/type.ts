import { z } from "zod";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every value is of one type; a text that looks like a number is a string. */
export const TypeRule = z.strictObject({
  type: z.literal("type"),
  column: columnField,
  expected: z
    .enum(["number", "integer", "string", "boolean", "timestamp"])
    .describe("number takes integers too; integer takes whole numbers"),
  ...rowRuleShape,
});
export type TypeRule = z.output<typeof TypeRule>;
