import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every row has a value. */
export const NotNullRule = strictObject(() => ({ type: z.literal("not_null"), column: columnField, ...rowRuleShape }));
export type NotNullRule = z.output<typeof NotNullRule>;
