import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

const ValueType = z.enum(["number", "integer", "string", "boolean", "timestamp"]);

/** Every value is of one type, or one of several; a text that looks like a number is a string. */
export const TypeRule = strictObject(() => ({
  type: z.literal("type"),
  column: columnField,
  expected: z
    .union([ValueType, z.array(ValueType).min(1)])
    .describe("one type or a list; number takes integers too, integer takes whole numbers"),
  ...rowRuleShape,
}));
export type TypeRule = z.output<typeof TypeRule>;
