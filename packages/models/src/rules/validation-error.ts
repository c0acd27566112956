import { z } from "zod";

// Placeholder until the rule families land in this folder (results/validation-result.ts imports `ValidationError` from this file).
export const ValidationError = z.looseObject({ rule: z.string() });
export type ValidationError = z.output<typeof ValidationError>;
