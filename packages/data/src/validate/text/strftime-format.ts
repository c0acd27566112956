import { daysInMonth, isLeap } from "./calendar.ts";

const DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
const MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december";
const short = (names: string): string =>
  names
    .split("|")
    .map((name) => name.slice(0, 3))
    .join("|");

/** Each directive as CPython's `strptime` reads it: leading zeros may be left out. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  d: "(?<d>3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])",
  f: "\\d{1,6}",
  H: "(?:2[0-3]|[01]\\d|\\d)",
  I: "(?:1[0-2]|0[1-9]|[1-9]| [1-9])",
  j: "(?<j>36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])",
  m: "(?<m>1[0-2]|0[1-9]|[1-9])",
  M: "(?:[0-5]\\d|\\d)",
  S: "(?:6[01]|[0-5]\\d|\\d)",
  y: "(?<y>\\d\\d)",
  Y: "(?<Y>\\d{4})",
  z: "(?:[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z)",
  Z: "(?:utc|gmt)",
  p: "(?:am|pm)",
  a: `(?:${short(DAYS)})`,
  A: `(?:${DAYS})`,
  b: `(?<b>${short(MONTHS)})`,
  B: `(?<b>${MONTHS})`,
  "%": "%",
};

/**
 * Tells whether texts are dates in one format, as Python's `datetime.strptime` reads them with English names: case and the width of spaces do not count.
 * A day that its month does not have makes it none.
 * @throws RangeError where a directive is given twice
 */
export function formatMatcher(format: string): (text: string) => boolean {
  const source = format.replace(/%(.)|\s+|[\\^$.*+?()[\]{}|/]/gu, (found, directive?: string) =>
    directive !== undefined ? (DIRECTIVES[directive] as string) : /^\s/.test(found) ? "\\s+" : `\\${found}`,
  );
  const pattern = new RegExp(`^(?:${source})$`, "iu");
  return (text) => {
    const found = pattern.exec(text);
    if (found === null) return false;
    const { d, m, b, y, Y, j } = (found.groups ?? {}) as Record<string, string | undefined>;
    const year = Y !== undefined ? Number(Y) : y !== undefined ? 2000 + Number(y) - (Number(y) > 68 ? 100 : 0) : 1900;
    if (year === 0) return false;
    if (j === "366" && !isLeap(year)) return false;
    const month = m !== undefined ? Number(m) : b !== undefined ? short(MONTHS).split("|").indexOf(b.slice(0, 3).toLowerCase()) + 1 : 1;
    return d === undefined || Number(d) <= daysInMonth(year, month);
  };
}
