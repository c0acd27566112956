import * as z from "zod";

/** Values that a rule names: a text for a timestamp column is an ISO-8601 instant. */
export const ValueList = z.array(z.union([z.string(), z.number(), z.boolean()])).min(1);
export type ValueList = z.output<typeof ValueList>;
