import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { ValidationError } from "../rules/validation-error.ts";
import { Result } from "./result.ts";

/**
 * The outcome of a validation. `isValid` is derived: true exactly when the status is `success`; a given value is accepted and recomputed.
 * @example ValidationResult.parse({ status: "failed", isValid: true }).isValid // => false
 */
export const ValidationResult = strictObject(() => ({
  ...Result.shape,
  validationErrors: z
    .array(ValidationError)
    .default(() => [])
    .describe("one entry per rule that was broken"),
  failedRules: z
    .array(z.string())
    .default(() => [])
    .describe("names of the broken rules, warnings included"),
  isValid: z.boolean().optional().describe("derived from the status"),
})).transform((result) => ({ ...result, isValid: result.status === "success" }));
export type ValidationResult = z.output<typeof ValidationResult>;
