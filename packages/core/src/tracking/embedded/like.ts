const compiled = new Map<string, RegExp>();

/**
 * SQL `LIKE` with `%` and `_`; `fold` ignores case (`ILIKE`).
 * @example matchesLike("champion", "ch%n", false) // => true
 */
export function matchesLike(value: string, pattern: string, fold: boolean): boolean {
  const key = (fold ? "i" : "c") + pattern;
  let expression = compiled.get(key);
  if (expression === undefined) {
    const source = pattern
      .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
      .replaceAll("%", ".*")
      .replaceAll("_", ".");
    expression = new RegExp(`^${source}$`, fold ? "isu" : "su");
    if (compiled.size > 500) compiled.clear();
    compiled.set(key, expression);
  }
  return expression.test(value);
}
