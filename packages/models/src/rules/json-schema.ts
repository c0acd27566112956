import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { jsonSchemaCheck } from "./json-schema-check.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every text is JSON that fits a JSON Schema. */
export const JsonSchemaRule = strictObject(() => ({
  type: z.literal("json_schema"),
  column: columnField,
  schema: z
    .record(z.string(), z.json())
    .superRefine((schema, context) => {
      try {
        jsonSchemaCheck(schema);
      } catch (error) {
        context.addIssue({ code: "custom", message: (error as Error).message });
      }
    })
    .describe("JSON Schema (draft 2020-12), keys as written"),
  ...rowRuleShape,
}));
export type JsonSchemaRule = z.output<typeof JsonSchemaRule>;
