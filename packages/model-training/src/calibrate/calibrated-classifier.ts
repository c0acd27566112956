import type { FittedClassifier, Label, Matrix } from "@mlops/core/estimator";
import type { Graph } from "@mlops/core/onnx";
import { type Calibrator, doubles } from "./calibrator.ts";

/** One calibrator for the positive of two classes; one per class where there are more, brought to a sum of 1 (alike where all are 0). */
export type Calibrators = readonly [Calibrator, ...Calibrator[]];

/** Calibrated probabilities of rows: one array per class, as the model gives them. Rows of NaN stay so. */
export function calibrate(calibrators: Calibrators, probabilities: readonly Float64Array[]): Float64Array[] {
  if (calibrators.length === 1) {
    const second = (probabilities[1] as Float64Array).map((p) => (Number.isNaN(p) ? p : calibrators[0].apply(p)));
    return [second.map((p) => 1 - p), second];
  }
  const raised = probabilities.map((values, k) => values.map((p) => (Number.isNaN(p) ? p : (calibrators[k] as Calibrator).apply(p))));
  const classes = raised.length;
  for (let row = 0; row < (raised[0] as Float64Array).length; row++) {
    let sum = 0;
    for (const values of raised) sum += values[row] as number;
    for (const values of raised) values[row] = sum > 0 ? (values[row] as number) / sum : Number.isNaN(sum) ? sum : 1 / classes;
  }
  return raised;
}

/** A classifier whose probabilities went through calibrators, in memory and in the graph alike. */
export class CalibratedClassifier implements FittedClassifier {
  readonly kind = "classification";
  readonly name: string;
  readonly features: readonly string[];
  readonly classes: readonly Label[];
  readonly importances: Float64Array | null;
  readonly base: FittedClassifier;
  readonly calibrators: Calibrators;

  constructor(base: FittedClassifier, calibrators: Calibrators) {
    this.name = base.name;
    this.features = base.features;
    this.classes = base.classes;
    this.importances = base.importances;
    this.base = base;
    this.calibrators = calibrators;
    Object.freeze(this);
  }

  predictProbability(x: Matrix): Float64Array[] {
    return calibrate(this.calibrators, this.base.predictProbability(x));
  }

  lower(graph: Graph, input: string): string {
    const probabilities = this.base.lower(graph, input);
    const column = (k: number) =>
      graph.node("Gather", [probabilities, graph.constant({ type: "int64", shape: [1], data: [k] })], { axis: { int: 1 } });
    const one = doubles(graph, [1], [1]);
    if (this.calibrators.length === 1) {
      const second = this.calibrators[0].lower(graph, column(1));
      return graph.node("Concat", [graph.node("Sub", [one, second]), second], { axis: { int: 1 } });
    }
    const raised = graph.node(
      "Concat",
      this.calibrators.map((calibrator, k) => calibrator.lower(graph, column(k))),
      { axis: { int: 1 } },
    );
    const sum = graph.node("ReduceSum", [raised, graph.constant({ type: "int64", shape: [1], data: [1] })], { keepdims: { int: 1 } });
    const positive = graph.node("Greater", [sum, doubles(graph, [1], [0])]);
    return graph.node("Where", [positive, graph.node("Div", [raised, sum]), doubles(graph, [1], [1 / this.classes.length])]);
  }

  toJSON(): Record<string, unknown> {
    return { name: "calibrated", base: this.base.toJSON(), calibrators: this.calibrators.map((one) => one.toJSON()) };
  }
}
