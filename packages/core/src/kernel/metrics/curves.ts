import { missingClass } from "./auc.ts";
import { type BinaryLabels, type ScoredRows, scoredRows } from "./scored-rows.ts";

/** A point of a curve: what holds when every score from `threshold` on is called positive; null at the start, where nothing is called. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly threshold: number | null;
}

export interface CurveOptions {
  readonly sampleWeight?: Float64Array;
  /** Most points; inner ones that lie closest together are dropped. Default 200. */
  readonly maxPoints?: number;
}

interface Sweep {
  /** One per distinct score, descending: what is called positive so far. */
  readonly thresholds: number[];
  readonly hits: number[];
  readonly falseAlarms: number[];
}

function sweep({ order, scores, positive, weights }: ScoredRows): Sweep {
  const result: Sweep = { thresholds: [], hits: [], falseAlarms: [] };
  let hits = 0;
  let falseAlarms = 0;
  for (let i = order.length - 1; i >= 0; i--) {
    const row = order[i] as number;
    const w = weights === null ? 1 : (weights[row] as number);
    if (positive[row] === 1) hits += w;
    else falseAlarms += w;
    const score = scores[row] as number;
    if (i > 0 && scores[order[i - 1] as number] === score) continue;
    result.thresholds.push(score);
    result.hits.push(hits);
    result.falseAlarms.push(falseAlarms);
  }
  return result;
}

/** Keeps the ends and, between them, points that lie at least a step apart along the curve's `length`. */
function thin(
  points: readonly CurvePoint[],
  maxPoints: number,
  length: number,
  distance: (a: CurvePoint, b: CurvePoint) => number,
): CurvePoint[] {
  if (points.length <= maxPoints) return [...points];
  const step = length / Math.max(1, maxPoints - 2);
  const kept = [points[0] as CurvePoint];
  for (let i = 1; i < points.length - 1; i++) {
    const point = points[i] as CurvePoint;
    if (distance(kept[kept.length - 1] as CurvePoint, point) >= step) kept.push(point);
  }
  kept.push(points[points.length - 1] as CurvePoint);
  return kept;
}

/**
 * Receiver operating characteristic: x the share of negatives called positive, y the share of positives called positive, from (0, 0) to (1, 1).
 * Empty where a class is missing. JSON-safe.
 * @example rocCurve(Uint8Array.of(0, 1), Float64Array.of(0.2, 0.7)).map((p) => [p.x, p.y]) // => [[0, 0], [0, 1], [1, 1]]
 */
export function rocCurve(labels: BinaryLabels, scores: Float64Array, options: CurveOptions = {}): CurvePoint[] {
  const rows = scoredRows(labels, scores, options.sampleWeight);
  if (missingClass(rows) !== undefined) return [];
  const { thresholds, hits, falseAlarms } = sweep(rows);
  const points: CurvePoint[] = [{ x: 0, y: 0, threshold: null }];
  for (let i = 0; i < thresholds.length; i++) {
    const x = (falseAlarms[i] as number) / rows.negativeWeight;
    points.push({ x, y: (hits[i] as number) / rows.positiveWeight, threshold: thresholds[i] as number });
  }
  return thin(points, options.maxPoints ?? 200, 2, (a, b) => b.x - a.x + (b.y - a.y));
}

/**
 * Precision (y) over recall (x) for descending thresholds, from (0, 1) on. Empty where no row is positive. JSON-safe.
 * @example precisionRecallCurve(Uint8Array.of(0, 1), Float64Array.of(0.2, 0.7)).map((p) => [p.x, p.y]) // => [[0, 1], [1, 1], [1, 0.5]]
 */
export function precisionRecallCurve(labels: BinaryLabels, scores: Float64Array, options: CurveOptions = {}): CurvePoint[] {
  const rows = scoredRows(labels, scores, options.sampleWeight);
  if (!(rows.positiveWeight > 0)) return [];
  const { thresholds, hits, falseAlarms } = sweep(rows);
  const points: CurvePoint[] = [{ x: 0, y: 1, threshold: null }];
  for (let i = 0; i < thresholds.length; i++) {
    const tp = hits[i] as number;
    const called = tp + (falseAlarms[i] as number);
    if (called > 0) points.push({ x: tp / rows.positiveWeight, y: tp / called, threshold: thresholds[i] as number });
  }
  return thin(points, options.maxPoints ?? 200, 1, (a, b) => b.x - a.x);
}
