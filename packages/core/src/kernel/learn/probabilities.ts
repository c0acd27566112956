import type { Graph } from "../onnx/graph.ts";
import { exponential } from "../stats/exponential.ts";

/** Probabilities of two classes from the log-odds of the second: `p = 1 / (1 + e^(-z))` and `1 - p`. */
export function fromLogOdds(logOdds: Float64Array): Float64Array[] {
  const first = new Float64Array(logOdds.length);
  const second = new Float64Array(logOdds.length);
  for (let row = 0; row < logOdds.length; row++) {
    const p = 1 / (1 + exponential(-(logOdds[row] as number)));
    second[row] = p;
    first[row] = 1 - p;
  }
  return [first, second];
}

/** Softmax over the classes of each row, in place: `e^(z_k - max z) / Σ`. */
export function softmaxInPlace(scores: readonly Float64Array[]): void {
  const rows = scores[0]?.length ?? 0;
  for (let row = 0; row < rows; row++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < scores.length; k++) largest = Math.max(largest, (scores[k] as Float64Array)[row] as number);
    let sum = 0;
    for (let k = 0; k < scores.length; k++) {
      const power = exponential(((scores[k] as Float64Array)[row] as number) - largest);
      (scores[k] as Float64Array)[row] = power;
      sum += power;
    }
    for (let k = 0; k < scores.length; k++) (scores[k] as Float64Array)[row] = ((scores[k] as Float64Array)[row] as number) / sum;
  }
}

/** From raw scores [N, 1] of two classes (log-odds of the second) or [N, K], the probabilities [N, K]. */
export function lowerProbabilities(graph: Graph, scores: string, classes: number): string {
  if (classes > 2) return graph.node("Softmax", [scores], { axis: { int: 1 } });
  const second = graph.node("Sigmoid", [scores]);
  const one = graph.constant({ type: "double", shape: [1], data: [1] });
  return graph.node("Concat", [graph.node("Sub", [one, second]), second], { axis: { int: 1 } });
}
