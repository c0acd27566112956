import * as z from "zod";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every row has a value. */
export const NotNullRule = z.strictObject({ type: z.literal("not_null"), column: columnField, ...rowRuleShape });
export type NotNullRule = z.output<typeof NotNullRule>;
