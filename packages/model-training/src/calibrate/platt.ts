import type { Graph } from "@mlops/core/onnx";
import { type CalibrationRows, type Calibrator, doubles } from "./calibrator.ts";

/** Probabilities are kept this far from 0 and 1, where the log-odds are infinite. */
const EDGE = 1e-12;
const STEPS = 100;

/**
 * Platt scaling: `1 / (1 + e^-(slope · logit p + offset))`, by maximum likelihood on targets drawn in to `(n₊+1)/(n₊+2)` and `1/(n₋+2)`,
 * Newton's method with step halving. A slope that would turn the order round is 0: then every row has the same probability.
 * @see Platt (1999); Lin, Lin & Weng (2007). Equal to scikit-learn's sigmoid calibration of log-odds to 1e-6.
 */
export function fitPlatt({ probabilities, positive, weights }: CalibrationRows): PlattCalibrator {
  const z = probabilities.map(logit);
  const weightOf = (row: number): number => (weights === undefined ? 1 : (weights[row] as number));
  const n = z.reduce((sum, _, row) => sum + weightOf(row), 0);
  const positives = positive.reduce((sum, one, row) => sum + one * weightOf(row), 0);
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (n - positives + 2);
  const lossOf = (a: number, b: number): number => {
    let loss = 0;
    for (let row = 0; row < z.length; row++) {
      const score = a * (z[row] as number) + b;
      const target = positive[row] === 1 ? high : low;
      loss += weightOf(row) * (softplus(score) - target * score);
    }
    return loss;
  };
  let a = 0;
  let b = Math.log((positives + 1) / (n - positives + 1));
  let loss = lossOf(a, b);
  for (let step = 0; step < STEPS; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12];
    for (let row = 0; row < z.length; row++) {
      const score = z[row] as number;
      const p = sigmoid(a * score + b);
      const error = weightOf(row) * (p - (positive[row] === 1 ? high : low));
      const weight = weightOf(row) * p * (1 - p);
      ga += error * score;
      gb += error;
      haa += weight * score * score;
      hab += weight * score;
      hbb += weight;
    }
    if (Math.max(Math.abs(ga), Math.abs(gb)) < 1e-10 * n) break;
    const determinant = haa * hbb - hab * hab;
    const da = -(hbb * ga - hab * gb) / determinant;
    const db = -(haa * gb - hab * ga) / determinant;
    let size = 1;
    let next = lossOf(a + da, b + db);
    while (!(next <= loss) && size > 1e-10) {
      size /= 2;
      next = lossOf(a + size * da, b + size * db);
    }
    if (!(next < loss)) break;
    a += size * da;
    b += size * db;
    loss = next;
  }
  if (a > 0) return new PlattCalibrator(a, b);
  const mean = (positives * high + (n - positives) * low) / n;
  return new PlattCalibrator(0, Math.log(mean / (1 - mean)));
}

export class PlattCalibrator implements Calibrator {
  readonly slope: number;
  readonly offset: number;

  constructor(slope: number, offset: number) {
    this.slope = slope;
    this.offset = offset;
    Object.freeze(this);
  }

  apply(probability: number): number {
    return sigmoid(this.slope * logit(probability) + this.offset);
  }

  lower(graph: Graph, probability: string): string {
    const kept = graph.node("Clip", [probability, doubles(graph, [], [EDGE]), doubles(graph, [], [1 - EDGE])]);
    const odds = graph.node("Sub", [graph.node("Log", [kept]), graph.node("Log", [graph.node("Sub", [doubles(graph, [1], [1]), kept])])]);
    const scaled = graph.node("Mul", [odds, doubles(graph, [1], [this.slope])]);
    return graph.node("Sigmoid", [graph.node("Add", [scaled, doubles(graph, [1], [this.offset])])]);
  }

  toJSON(): Record<string, unknown> {
    return { method: "platt", slope: this.slope, offset: this.offset };
  }
}

function logit(probability: number): number {
  const kept = Math.min(Math.max(probability, EDGE), 1 - EDGE);
  return Math.log(kept) - Math.log(1 - kept);
}

function sigmoid(score: number): number {
  if (score >= 0) return 1 / (1 + Math.exp(-score));
  const power = Math.exp(score);
  return power / (1 + power);
}

/** ln(1 + e^score), without overflow. */
function softplus(score: number): number {
  return Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score)));
}
