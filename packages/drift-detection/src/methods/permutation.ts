/** Draws at most, and how many draws as extreme as the observed value end the drawing (Besag and Clifford 1991). */
const DRAWS = 4999;
const ENOUGH = 40;

/**
 * The share of draws without drift that are at least as large as the observed statistic; stops early where that share is clearly not small.
 * @example permutationPValue(0, () => 1) // => 1
 */
export function permutationPValue(observed: number, draw: () => number): number {
  const limit = observed * (1 - 1e-12);
  let reached = 0;
  for (let drawn = 1; drawn <= DRAWS; drawn++) {
    if (draw() >= limit) reached++;
    if (reached === ENOUGH) return ENOUGH / drawn;
  }
  return (reached + 1) / (DRAWS + 1);
}
