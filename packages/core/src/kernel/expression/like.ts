/**
 * The regular expression of an SQL `like` pattern: `%` is any text, `_` one character, the whole text must fit.
 * @example likePattern("a_%").test("abc") // => true
 */
export function likePattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
    .replaceAll("%", "[^]*")
    .replaceAll("_", "[^]");
  return new RegExp(`^${source}$`, "u");
}
