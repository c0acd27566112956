import { badRequest } from "./request-problem.ts";

/**
 * Parses a body; broken JSON is a 400 that names the position. `NaN` is no JSON, but Python writes it where a number is missing, MLflow's client
 * among others: it is read as null.
 * @example parseJson('{"instances": [[NaN, "NaN"]]}') // => ({ instances: [[null, "NaN"]] })
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!text.includes("NaN")) throw invalid(error, text);
  }
  try {
    return JSON.parse(nanAsNull(text));
  } catch (error) {
    throw invalid(error, text);
  }
}

function invalid(error: unknown, text: string): Error {
  const detail = (error as Error).message;
  const at = detail.includes("at position") ? "" : ` at position ${text.length}`;
  return badRequest(`the body is not valid JSON: ${detail}${at}`);
}

/** The text with each NaN outside of its strings as null. */
function nanAsNull(text: string): string {
  let result = "";
  for (let from = 0; ; ) {
    const open = text.indexOf('"', from);
    result += text.slice(from, open < 0 ? text.length : open).replaceAll("NaN", "null");
    if (open < 0) return result;
    from = endOfString(text, open);
    result += text.slice(open, from);
  }
}

/** The place behind the string that opens at `open`. */
function endOfString(text: string, open: number): number {
  for (let close = open + 1; ; close++) {
    close = text.indexOf('"', close);
    if (close < 0) return text.length;
    let before = close;
    while (text[before - 1] === "\\") before--;
    if ((close - before) % 2 === 0) return close + 1;
  }
}
