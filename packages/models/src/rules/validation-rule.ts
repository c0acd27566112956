import { z } from "zod";

// Placeholder until the rule families land in this folder (config/data.ts imports `ValidationRule` from this file).
export const ValidationRule = z.looseObject({ type: z.string() });
export type ValidationRule = z.output<typeof ValidationRule>;
