import * as z from "zod";

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

/** A JavaScript regular expression. */
export const Pattern = z.string().refine(compiles, "is not a JavaScript regular expression");
