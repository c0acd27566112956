import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** No value occurs twice; every row of a repeated value breaks the rule, missing values are ignored. */
export const UniqueRule = strictObject(() => ({ type: z.literal("unique"), column: columnField, ...rowRuleShape }));
export type UniqueRule = z.output<typeof UniqueRule>;
