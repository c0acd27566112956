import type { BucketCounts } from "./count-buckets.ts";
import { scratchOf } from "./scratch.ts";
import type { Ranks } from "./summary.ts";

/** Room for rounding where bounds are compared. */
const SLACK = 1e-12;

/** The buckets whose values matter, ascending; valid until others are marked. */
export interface MarkedBuckets {
  readonly count: number;
  readonly places: Int32Array;
  /** 1 for each of them among all. */
  readonly marks: Uint8Array;
  /** Values of each sample in the buckets before. */
  readonly below: readonly [Int32Array, Int32Array];
  /** Where the values of each bucket, marked or not, start among the gathered ones of each sample; −1: it is not marked. */
  readonly starts: readonly [Int32Array, Int32Array];
  /** Values of each sample in all of them. */
  readonly sizes: readonly [number, number];
}

const scratch = scratchOf(Int32Array);

/** Marks the buckets where the distribution functions may be farthest apart or change places, where wanted ranks lie, and the two outer ones. */
export function markBuckets(a: BucketCounts, b: BucketCounts, ranks: Ranks): MarkedBuckets {
  const { counts: countsA } = a;
  const { counts: countsB } = b;
  const [n, m] = [a.buckets.length, b.buckets.length];
  const size = countsA.length;
  const farthest = farthestApart(countsA, countsB, n, m) - SLACK;
  const memory = scratch.take(5 * size);
  const [startsA, startsB] = [memory.subarray(0, size).fill(-1), memory.subarray(size, 2 * size).fill(-1)];
  const places = memory.subarray(2 * size, 3 * size);
  const [belowA, belowB] = [memory.subarray(3 * size, 4 * size), memory.subarray(4 * size, 5 * size)];
  const marks = new Uint8Array(size);
  const [wantedA, wantedB, wantedPooled] = [endless(ranks.reference), endless(ranks.current), endless(ranks.pooled)];
  let count = 0;
  let [takenA, takenB] = [0, 0];
  let [nextA, nextB, nextPooled] = [0, 0, 0];
  let [i, j] = [0, 0];
  for (let k = 0; k < size; k++) {
    const inA = countsA[k] as number;
    const inB = countsB[k] as number;
    if (inA === 0 && inB === 0) continue;
    const before = i / n - j / m;
    i += inA;
    j += inB;
    const after = i / n - j / m;
    const most = Math.min(before + inA / n, after + inB / m);
    const least = Math.max(before - inB / m, after - inA / n);
    let matters = k === 0 || k === size - 1 || most >= farthest || -least >= farthest || (least < SLACK && most > -SLACK);
    for (; (wantedA[nextA] as number) < i; nextA++) matters = true;
    for (; (wantedB[nextB] as number) < j; nextB++) matters = true;
    for (; (wantedPooled[nextPooled] as number) < i + j; nextPooled++) matters = true;
    if (!matters) continue;
    startsA[k] = takenA;
    startsB[k] = takenB;
    takenA += inA;
    takenB += inB;
    marks[k] = 1;
    places[count] = k;
    belowA[count] = i - inA;
    belowB[count++] = j - inB;
  }
  return { count, places, marks, below: [belowA, belowB], starts: [startsA, startsB], sizes: [takenA, takenB] };
}

/** Ranks and one that no value has. */
function endless(ranks: readonly number[]): Float64Array {
  const wanted = new Float64Array(ranks.length + 1);
  wanted.set(ranks);
  wanted[ranks.length] = Number.POSITIVE_INFINITY;
  return wanted;
}

/** The largest distance between the distribution functions at the ends of buckets. */
function farthestApart(countsA: Uint32Array, countsB: Uint32Array, n: number, m: number): number {
  let farthest = 0;
  for (let k = 0, i = 0, j = 0; k < countsA.length; k++) {
    i += countsA[k] as number;
    j += countsB[k] as number;
    const gap = Math.abs(i / n - j / m);
    if (gap > farthest) farthest = gap;
  }
  return farthest;
}
