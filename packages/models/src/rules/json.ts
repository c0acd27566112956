import * as z from "zod";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every text is JSON. */
export const JsonRule = z.strictObject({ type: z.literal("json"), column: columnField, ...rowRuleShape });
export type JsonRule = z.output<typeof JsonRule>;
