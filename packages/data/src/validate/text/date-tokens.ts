/** Splits a text as python-dateutil does: numbers (with one decimal point), words, single other characters; runs of spaces are one. */
export function dateTokens(text: string): string[] {
  const tokens: string[] = [];
  for (const [token] of text.matchAll(/\d+(?:\.\d+)*|\p{L}+|\s+|[\s\S]/gu)) {
    if (/^\d+(?:\.\d+){2,}$/.test(token)) tokens.push(...token.split(/(\.)/));
    else tokens.push(/^\s+$/.test(token) ? " " : token);
  }
  return tokens;
}

const JUMP = new Set([" ", ".", ",", ";", "-", "/", "'", "at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd", "th"]);
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG_MONTHS = "january february march april may june july august september october november december".split(" ");
const DAYS = new Set("mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday".split(" "));
const HMS = new Map([
  ...["h", "hour", "hours"].map((word) => [word, 0] as const),
  ...["m", "minute", "minutes"].map((word) => [word, 1] as const),
  ...["s", "second", "seconds"].map((word) => [word, 2] as const),
]);

export const isJump = (token: string | undefined): boolean => token !== undefined && JUMP.has(token.toLowerCase());
export const isWeekday = (token: string): boolean => DAYS.has(token.toLowerCase());
export const isHalf = (token: string | undefined): boolean => token !== undefined && /^(?:am|a|pm|p)$/i.test(token);
export const unitOf = (token: string | undefined): number | undefined => (token === undefined ? undefined : HMS.get(token.toLowerCase()));

/** 1 to 12, undefined for what is no month's name. */
export function monthOf(token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  const word = token.toLowerCase() === "sept" ? "sep" : token.toLowerCase();
  const place = Math.max(MONTHS.indexOf(word), LONG_MONTHS.indexOf(word));
  return place < 0 ? undefined : place + 1;
}
