import type { Graph } from "@mlops/core/onnx";
import { argsort } from "@mlops/core/stats";
import { type CalibrationRows, type Calibrator, doubles } from "./calibrator.ts";

/** Corners of the map at most: the graph computes one column per corner. */
const MOST_KNOTS = 512;
/** Corners are moved to stand at least this far apart, so that rounding in another runtime is not magnified. */
const NARROWEST = 1e-7;

/**
 * Isotonic regression: the rising step function with the least squared error (pool adjacent violators; equal probabilities are one point),
 * straight lines between the ends of its steps, constant outside, and kept `1/(n + 2)` away from 0 and 1: no outcome is impossible. Of more than 512 corners evenly spaced ones stay; corners closer than 1e-7
 * are moved apart.
 * @see sklearn.isotonic.IsotonicRegression with out_of_bounds="clip" and those bounds, equal to 1e-12 where no corner was left out or moved
 */
export function fitIsotonic(rows: CalibrationRows): IsotonicCalibrator {
  const { x, y } = thinned(corners(blocksOf(rows)));
  const edge = 1 / (rows.probabilities.length + 2);
  return new IsotonicCalibrator(
    x,
    y.map((value) => Math.min(Math.max(value, edge), 1 - edge)),
  );
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly n: number;
}

function blocksOf({ probabilities, positive, weights }: CalibrationRows): Block[] {
  const blocks: Block[] = [];
  const order = argsort(probabilities);
  for (let at = 0; at < order.length; ) {
    const from = probabilities[order[at] as number] as number;
    let sum = 0;
    let n = 0;
    for (; at < order.length && probabilities[order[at] as number] === from; at++) {
      const row = order[at] as number;
      const weight = weights === undefined ? 1 : (weights[row] as number);
      sum += weight * (positive[row] as number);
      n += weight;
    }
    if (n === 0) continue;
    let block: Block = { from, to: from, sum, n };
    for (let last = blocks.at(-1); last && last.sum * block.n >= block.sum * last.n; last = blocks.at(-1)) {
      block = { from: last.from, to: block.to, sum: last.sum + block.sum, n: last.n + block.n };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks;
}

interface Corners {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function corners(blocks: readonly Block[]): Corners {
  const x: number[] = [];
  const y: number[] = [];
  for (const { from, to, sum, n } of blocks) {
    for (const end of from === to ? [from] : [from, to]) {
      x.push(end);
      y.push(sum / n);
    }
  }
  return { x, y };
}

function thinned({ x, y }: Corners): Corners {
  const stride = Math.max(1, (x.length - 1) / (MOST_KNOTS - 1));
  const kept: { x: number[]; y: number[] } = { x: [], y: [] };
  for (let step = 0; Math.round(step * stride) < x.length; step++) {
    const at = Math.round(step * stride);
    kept.x.push(Math.max(x[at] as number, (kept.x.at(-1) ?? Number.NEGATIVE_INFINITY) + NARROWEST));
    kept.y.push(y[at] as number);
  }
  return kept;
}

export class IsotonicCalibrator implements Calibrator {
  /** Corners of the map, x ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];

  constructor(x: readonly number[], y: readonly number[]) {
    this.x = Object.freeze([...x]);
    this.y = Object.freeze([...y]);
    Object.freeze(this);
  }

  apply(probability: number): number {
    const { x, y } = this;
    let low = 0;
    let high = x.length - 1;
    if (!(probability > (x[0] as number))) return y[0] as number;
    if (probability >= (x[high] as number)) return y[high] as number;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((x[middle] as number) <= probability) low = middle;
      else high = middle;
    }
    const slope = ((y[high] as number) - (y[low] as number)) / ((x[high] as number) - (x[low] as number));
    return (y[low] as number) + slope * (probability - (x[low] as number));
  }

  /** `y₀ + Σ slopeⱼ · min(max(p − xⱼ, 0), xⱼ₊₁ − xⱼ)`. */
  lower(graph: Graph, probability: string): string {
    const { x, y } = this;
    const pieces = x.length - 1;
    const start = doubles(graph, [1], [y[0] as number]);
    const zero = doubles(graph, [1], [0]);
    if (pieces === 0) return graph.node("Add", [graph.node("Mul", [probability, zero]), start]);
    const widths = Array.from({ length: pieces }, (_, j) => (x[j + 1] as number) - (x[j] as number));
    const slopes = widths.map((width, j) => ((y[j + 1] as number) - (y[j] as number)) / width);
    const beyond = graph.node("Max", [graph.node("Sub", [probability, doubles(graph, [1, pieces], x.slice(0, -1))]), zero]);
    const covered = graph.node("Min", [beyond, doubles(graph, [1, pieces], widths)]);
    return graph.node("Add", [graph.node("MatMul", [covered, doubles(graph, [pieces, 1], slopes)]), start]);
  }

  toJSON(): Record<string, unknown> {
    return { method: "isotonic", x: this.x, y: this.y };
  }
}
