import { NARROW, WIDE } from "../wasm/kernels.ts";
import type { FeatureBins } from "./feature-bins.ts";

/** Levels of a categorical feature that one place holds; the bin after them stands for all others. */
export const PART = 255;

/** Where the bins of the features lie: each has a place in a row of bytes and one in a histogram; a categorical feature of many levels has several. */
export interface Placement {
  /** Places with up to 256 cells, which come first, and with up to 32. */
  readonly wide: number;
  readonly narrow: number;
  /** Bytes of a row of bins, a multiple of 8: a byte for each place. */
  readonly stride: number;
  /** Cells of a histogram. */
  readonly cells: number;
  /** Places of each feature. */
  readonly places: readonly (readonly number[])[];
  /** Feature at each place. */
  readonly feature: Int32Array;
  /** What the kernels know of a place: first cell, number of cells, flags (1: rows miss it, 2: categorical), unused. */
  readonly info: Int32Array;
}

/** Puts features of few bins apart from those of many, so that histograms stay small. */
export function placementOf(features: readonly FeatureBins[]): Placement {
  const parts = features.flatMap((bins, f) => partSizes(bins).map((cells, part) => ({ f, part, cells, bins })));
  const ordered = [...parts.filter(({ cells }) => cells > NARROW), ...parts.filter(({ cells }) => cells <= NARROW)];
  const wide = parts.filter(({ cells }) => cells > NARROW).length;
  const narrow = parts.length - wide;
  const places: number[][] = features.map(() => []);
  const feature = new Int32Array(parts.length);
  const info = new Int32Array(4 * parts.length);
  for (const [place, { f, part, cells, bins }] of ordered.entries()) {
    (places[f] as number[])[part] = place;
    feature[place] = f;
    info.set([firstCell(place, wide), cells, (bins.hasMissing ? 1 : 0) + (bins.categorical ? 2 : 0), 0], 4 * place);
  }
  return { wide, narrow, stride: up8(parts.length), cells: firstCell(parts.length, wide), places, feature, info };
}

function firstCell(place: number, wide: number): number {
  return place <= wide ? place * WIDE : wide * WIDE + (place - wide) * NARROW;
}

/** Cells of each place of a feature: its values or levels, and one for what is missing or elsewhere. */
function partSizes({ categorical, edges }: FeatureBins): number[] {
  if (!categorical) return [edges.length + 2];
  const sizes: number[] = [];
  for (let from = 0; from === 0 || from < edges.length; from += PART) sizes.push(Math.min(PART, edges.length - from) + 1);
  return sizes;
}

function up8(bytes: number): number {
  return (bytes + 7) & ~7;
}
