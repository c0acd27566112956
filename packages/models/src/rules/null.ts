import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** No row has a value. */
export const NullRule = strictObject(() => ({ type: z.literal("null"), column: columnField, ...rowRuleShape }));
export type NullRule = z.output<typeof NullRule>;
