import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every text reads as a date or time in one of the usual ways of writing one. */
export const DateTextRule = strictObject(() => ({ type: z.literal("date_text"), column: columnField, ...rowRuleShape }));
export type DateTextRule = z.output<typeof DateTextRule>;
