import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { ignorePairIfField, rowRuleShape } from "./rule-shape.ts";

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** The values of two columns of a row are one of a list of pairs. */
export const PairInSetRule = strictObject(() => ({
  type: z.literal("pair_in_set"),
  left: z.string().min(1).describe("column of the first values"),
  right: z.string().min(1).describe("column of the second values"),
  pairs: z
    .array(z.tuple([value, value]))
    .min(1)
    .describe("the pairs that are allowed; null is a missing value"),
  ignoreRowIf: ignorePairIfField,
  ...rowRuleShape,
}));
export type PairInSetRule = z.output<typeof PairInSetRule>;
