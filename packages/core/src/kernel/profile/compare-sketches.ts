import type { Sketch } from "./column-profile.ts";

/** How far apart two sketched samples are. */
export interface SketchDistance {
  /** The largest difference of the distribution functions lies between these two; it is at least `low` at the value `at` (NaN where `low` is 0). */
  readonly ks: { readonly low: number; readonly high: number; readonly at: number };
  /** `∫ |F₁ − F₂|`: the estimate lies between `low` and `high`, as the truth does; both are near it with the same ends. */
  readonly wasserstein: { readonly distance: number; readonly low: number; readonly high: number };
}

/** The distribution function of a sketch at an end of either: between two bounds, which are one at its own ends. */
interface Steps {
  readonly sketch: Sketch;
  readonly n: number;
  bin: number;
  below: number;
}

const stepsOf = (sketch: Sketch): Steps => ({ sketch, n: sketch.counts.reduce((sum, count) => sum + count, 0), bin: 0, below: 0 });

/** Values of the current bin that may lie before its end. */
function loose({ sketch, bin }: Steps): number {
  return bin >= sketch.counts.length || sketch.below?.[bin] === 0 ? 0 : (sketch.counts[bin] as number);
}

/**
 * Bounds of the Kolmogorov–Smirnov statistic and the Wasserstein distance of two samples from their sketches. With the same ends (`profileLike`) the differences at
 * the ends are exact; inside a bin each function can rise by the bin's values at most. Either sketch empty: all 0.
 * @example compareSketches({ upTo: [1, 2], counts: [1, 1], below: [0, 0] }, { upTo: [1, 2], counts: [2, 0], below: [0, 0] }).ks.low // => 0.5
 */
export function compareSketches(a: Sketch, b: Sketch): SketchDistance {
  const [x, y] = [stepsOf(a), stepsOf(b)];
  const ks = { low: 0, high: 0, at: Number.NaN };
  const wasserstein = { distance: 0, low: 0, high: 0 };
  if (x.n === 0 || y.n === 0) return { ks, wasserstein };
  const [slackX, slackY] = [(a.error ?? 0) / x.n, (b.error ?? 0) / y.n];
  let previous = Number.NaN;
  while (x.bin < a.upTo.length || y.bin < b.upTo.length) {
    const [endX, endY] = [a.upTo[x.bin] ?? Number.POSITIVE_INFINITY, b.upTo[y.bin] ?? Number.POSITIVE_INFINITY];
    const end = Math.min(endX, endY);
    // between the ends: from what is certain at the last one to what may come before the next
    const [lowX, lowY] = [x.below / x.n, y.below / y.n];
    const [highX, highY] = [lowX + loose(x) / x.n + slackX, lowY + loose(y) / y.n + slackY];
    const apart = Math.max(highX - lowY, highY - lowX);
    ks.high = Math.max(ks.high, apart);
    if (Number.isNaN(previous)) addFirst(wasserstein, x, y, endX, endY);
    else addBetween(wasserstein, x, y, [endX, endY, previous], [lowX, lowY, apart]);
    const [atX, atY] = [endX === end, endY === end];
    if (atX) x.below += a.counts[x.bin++] as number;
    if (atY) y.below += b.counts[y.bin++] as number;
    const [fX, fY] = [x.below / x.n, y.below / y.n];
    const [mostX, mostY] = [fX + (atX ? 0 : loose(x) / x.n) + slackX, fY + (atY ? 0 : loose(y) / y.n) + slackY];
    const certain = Math.max(fX - mostY, fY - mostX);
    if (certain > ks.low) {
      ks.low = certain;
      ks.at = end;
    }
    ks.high = Math.max(ks.high, Math.min(1, Math.max(mostX - fY, mostY - fX)));
    previous = end;
  }
  ks.high = Math.min(1, Math.max(ks.low, ks.high));
  return { ks, wasserstein };
}

/** The integral up to the first end of either: what lies below it, of which nothing else is known. */
function addFirst(sum: { distance: number; low: number; high: number }, x: Steps, y: Steps, endX: number, endY: number): void {
  const [areaX, areaY] = [(x.sketch.below?.[0] ?? 0) / x.n, (y.sketch.below?.[0] ?? 0) / y.n];
  const same = endX === endY;
  const difference = same ? Math.abs(areaX - areaY) : endX < endY ? areaX : areaY;
  sum.distance += difference;
  sum.low += same ? difference : 0;
  sum.high += areaX + areaY;
}

/** The integral over one stretch between ends: in closed form where it is a whole bin of both, else by straight lines within the bins. */
function addBetween(
  sum: { distance: number; low: number; high: number },
  x: Steps,
  y: Steps,
  [endX, endY, from]: readonly [number, number, number],
  [lowX, lowY, apart]: readonly [number, number, number],
): void {
  const to = Math.min(endX, endY);
  const width = to - from;
  const part = (steps: Steps, end: number, low: number): { readonly area: number; readonly exact: boolean } => {
    const { sketch, bin, n } = steps;
    const start = bin === 0 ? from : (sketch.upTo[bin - 1] as number);
    const below = sketch.below?.[bin] ?? 0;
    if (bin >= sketch.counts.length || loose(steps) === 0) return { area: low * width, exact: true };
    if (end === to && start === from && bin > 0 && sketch.below !== undefined) return { area: low * width + below / n, exact: true };
    const share = (sketch.counts[bin] as number) / n / (end - start); // the same density all over the bin
    return { area: (low + share * ((from + to) / 2 - start)) * width, exact: false };
  };
  const [areaX, areaY] = [part(x, endX, lowX), part(y, endY, lowY)];
  const most = Math.min(1, apart) * width;
  const difference = Math.min(most, Math.abs(areaX.area - areaY.area));
  sum.distance += difference;
  sum.low += areaX.exact && areaY.exact ? difference : 0;
  sum.high += most;
}
