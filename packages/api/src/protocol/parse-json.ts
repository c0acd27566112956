import { badRequest } from "./request-problem.ts";

/** Parses a body; broken JSON is a 400 that names the position. NaN and Infinity are no JSON: null is how a missing number is written. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = (error as Error).message;
    const at = detail.includes("at position") ? "" : ` at position ${text.length}`;
    throw badRequest(`the body is not valid JSON: ${detail}${at}`);
  }
}
