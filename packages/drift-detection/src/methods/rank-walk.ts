/**
 * Walks through two ascending samples by their distinct pooled values: how many values of each lie below it, and how often it occurs in each.
 * @example [rankWalk(Float64Array.of(1), Float64Array.of(1, 2), (below, at, belowCurrent, atCurrent) => below + at + belowCurrent + atCurrent)].length // => 1
 */
export function rankWalk(
  reference: Float64Array,
  current: Float64Array,
  visit: (below: number, at: number, belowCurrent: number, atCurrent: number) => void,
): void {
  const [n, m] = [reference.length, current.length];
  for (let i = 0, j = 0; i < n || j < m; ) {
    const x = i < n && (j >= m || (reference[i] as number) <= (current[j] as number)) ? (reference[i] as number) : (current[j] as number);
    const [fromI, fromJ] = [i, j];
    while (i < n && reference[i] === x) i++;
    while (j < m && current[j] === x) j++;
    visit(fromI, i - fromI, fromJ, j - fromJ);
  }
}
