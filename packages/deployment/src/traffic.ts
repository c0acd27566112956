import type { ServedShare } from "@mlops/core/stage";

/**
 * The versions of an endpoint once `candidate` has `percentage` of the requests: the others keep their proportions in what is left, as whole numbers that
 * sum to 100 with it. With 100 only the candidate stays; where nothing else takes requests it gets all of them.
 * @example shareTraffic([{ version: "1", modelUri: "models:/m/1", weight: 100 }], { version: "2", modelUri: "models:/m/2" }, 20).map((v) => v.weight) // => [80, 20]
 */
export function shareTraffic(served: readonly ServedShare[], candidate: Omit<ServedShare, "weight">, percentage: number): ServedShare[] {
  const others = served.filter(({ version, weight }) => version !== candidate.version && weight > 0);
  if (others.length === 0 || percentage === 100) return [{ ...candidate, weight: 100 }];
  return [...scaled(others, 100 - percentage), { ...candidate, weight: percentage }];
}

/** Weights scaled to a sum by the largest remainders: the shares never add up to more or less. */
function scaled(versions: readonly ServedShare[], sum: number): ServedShare[] {
  const total = versions.reduce((all, { weight }) => all + weight, 0);
  const exact = versions.map(({ weight }) => (weight * sum) / total);
  const shares = exact.map(Math.floor);
  const order = exact.map((value, k) => ({ k, rest: value - Math.floor(value) })).sort((a, b) => b.rest - a.rest || a.k - b.k);
  const left = sum - shares.reduce((all, share) => all + share, 0);
  for (const { k } of order.slice(0, left)) shares[k] = (shares[k] as number) + 1;
  return versions.map((version, k) => ({ ...version, weight: shares[k] as number }));
}

/** The versions with `candidate` beside them, answering only requests that name it. */
export function besides(served: readonly ServedShare[], candidate: Omit<ServedShare, "weight">): ServedShare[] {
  return [...served.filter(({ version }) => version !== candidate.version), { ...candidate, weight: 0 }];
}
