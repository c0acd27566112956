import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { ruleShape } from "./rule-shape.ts";

/** The table has certain columns. */
export const ColumnsRule = strictObject(() => ({
  type: z.literal("columns"),
  columns: z.array(z.string().min(1)).min(1).describe("names of columns"),
  match: z
    .enum(["contains", "exact", "ordered"])
    .default("contains")
    .describe("contains: at least these; exact: these and no others; ordered: these, no others, in this order"),
  ...ruleShape,
}));
export type ColumnsRule = z.output<typeof ColumnsRule>;
