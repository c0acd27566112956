import * as z from "zod";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** No value occurs twice; every row of a repeated value breaks the rule, missing values are ignored. */
export const UniqueRule = z.strictObject({ type: z.literal("unique"), column: columnField, ...rowRuleShape });
export type UniqueRule = z.output<typeof UniqueRule>;
