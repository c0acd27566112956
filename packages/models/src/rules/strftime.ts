import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every text is a date or time in one format. */
export const StrftimeRule = strictObject(() => ({
  type: z.literal("strftime"),
  column: columnField,
  format: z
    .string()
    .min(1)
    .refine(
      (format) => /^(?:[^%]|%[aAbBdfHIjmMpSyYzZ%])*$/.test(format),
      "has a directive other than %a %A %b %B %d %f %H %I %j %m %M %p %S %y %Y %z %Z %%",
    )
    .describe("C format, for example %Y-%m-%d; names of days and months in English"),
  ...rowRuleShape,
}));
export type StrftimeRule = z.output<typeof StrftimeRule>;
