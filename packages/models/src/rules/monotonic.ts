import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** No value is below the present value before it (or above, where it decreases), in the order of the table; NaN breaks the rule. */
export const MonotonicRule = strictObject(() => ({
  type: z.literal("monotonic"),
  column: columnField,
  direction: z.enum(["increasing", "decreasing"]).default("increasing").describe("which way the values go"),
  strict: z.boolean().default(false).describe("equal neighbours break the rule"),
  ...rowRuleShape,
}));
export type MonotonicRule = z.output<typeof MonotonicRule>;
