import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every text is JSON. */
export const JsonRule = strictObject(() => ({ type: z.literal("json"), column: columnField, ...rowRuleShape }));
export type JsonRule = z.output<typeof JsonRule>;
