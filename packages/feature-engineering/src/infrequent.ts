import type { Category, CategoryCount } from "./categories.ts";

/**
 * The categories that share a column: those with fewer rows than `minFrequency` (a share of all rows where it is below 1), then the rarest ones, of
 * equally rare ones the smaller, until at most `maxCategories` columns remain, the shared one counted. In ascending order.
 * @see scikit-learn's OneHotEncoder, the same choice
 */
export function infrequentCategories(
  { categories, counts, missing }: CategoryCount,
  maxCategories: number | undefined,
  minFrequency: number | undefined,
): Set<Category> {
  const rows = counts.reduce((sum, count) => sum + count, missing);
  const least = minFrequency === undefined ? 0 : minFrequency < 1 ? minFrequency * rows : minFrequency;
  const rare = new Set(categories.filter((_, place) => (counts[place] as number) < least));
  const columns = categories.length - rare.size + (rare.size > 0 ? 1 : 0);
  if (maxCategories !== undefined && columns > maxCategories) {
    const places = categories.map((_, place) => place).sort((a, b) => (counts[a] as number) - (counts[b] as number) || a - b);
    for (const place of places.slice(0, categories.length - (maxCategories - 1))) rare.add(categories[place] as Category);
  }
  return new Set(categories.filter((category) => rare.has(category)));
}
