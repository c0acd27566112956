import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { rowRuleShape } from "./rule-shape.ts";

/** A rule of the user's own, whose kernel is given to the validator by name. */
export const CustomRule = strictObject(() => ({
  type: z.templateLiteral(["custom:", z.string().min(1)]).describe("custom: and the name of the kernel"),
  column: z.string().min(1).optional().describe("column the rule looks at"),
  parameters: z
    .record(z.string(), z.json())
    .default(() => ({}))
    .describe("what the kernel is given, keys as written"),
  ...rowRuleShape,
}));
export type CustomRule = z.output<typeof CustomRule>;
