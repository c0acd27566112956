import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/**
 * Every value is fewer standard deviations (n - 1) from the mean than a limit. NaN and infinite values take no part in mean and deviation; NaN breaks the
 * rule. Fewer than two values, or values that are all equal, hold it.
 */
export const ZScoreRule = strictObject(() => ({
  type: z.literal("z_score"),
  column: columnField,
  max: z.number().positive().describe("the score that no value reaches"),
  doubleSided: z.boolean().default(true).describe("count distance in both directions; false: only above the mean"),
  ...rowRuleShape,
}));
export type ZScoreRule = z.output<typeof ZScoreRule>;
