import { DataError } from "@mlops/models/errors";
import { ELEMENT_TYPE } from "./format.ts";
import type { Graph, Tensor } from "./graph.ts";
import type { SignatureColumn } from "./signature.ts";

/** How a classifier's graph decides. */
export interface DecisionOptions {
  /** Of two classes the second is called where its probability is at least this. Default: the class of the largest probability. */
  readonly threshold?: number;
}

/**
 * Ends a classifier's graph: `label` is the class of the largest probability (the first one on a tie; of two classes, what the threshold says),
 * `probability_<class>` each probability;
 * all are vectors [N], because MLflow makes a column of every output. Labels are strings, booleans, integers or doubles as the classes are.
 * @param probabilities - a double tensor [N, classes]
 * @returns the output columns for the signature; `DataError` GRAPH_INVALID for classes that are empty, repeated or of several types
 */
export function classificationOutputs(
  graph: Graph,
  probabilities: string,
  classes: readonly (string | number | boolean)[],
  options: DecisionOptions = {},
): SignatureColumn[] {
  const labels = labelTensor(classes);
  const best =
    options.threshold === undefined
      ? graph.node("ArgMax", [probabilities], { axis: { int: 1 }, keepdims: { int: 0 } })
      : overThreshold(graph, probabilities, classes.length, options.threshold);
  graph.node("Gather", [graph.constant(labels.tensor), best], { axis: { int: 0 } }, { outputs: ["label"] });
  graph.output("label", labels.tensor.type, ["N"]);
  const columns: SignatureColumn[] = [{ name: "label", type: labels.type, required: true }];
  classes.forEach((label, index) => {
    const name = `probability_${label}`;
    const column = graph.constant({ type: "int64", shape: [], data: [index] });
    graph.node("Gather", [probabilities, column], { axis: { int: 1 } }, { outputs: [name] });
    graph.output(name, "double", ["N"]);
    columns.push({ name, type: "double", required: true });
  });
  return columns;
}

/** The code of the class called: 1 where the second probability reaches the threshold, else 0. */
function overThreshold(graph: Graph, probabilities: string, classes: number, threshold: number): string {
  if (classes !== 2) throw invalid(`a threshold decides between two classes, not ${classes}`);
  const second = graph.node("Gather", [probabilities, graph.constant({ type: "int64", shape: [], data: [1] })], { axis: { int: 1 } });
  const limit = graph.constant({ type: "double", shape: [1], data: [threshold] });
  return graph.node("Cast", [graph.node("GreaterOrEqual", [second, limit])], { to: { int: ELEMENT_TYPE.int64 } });
}

/**
 * Ends a regressor's graph with the vector `prediction` [N].
 * @param value - a double tensor [N, 1]
 */
export function regressionOutput(graph: Graph, value: string): SignatureColumn[] {
  graph.node("Reshape", [value, graph.constant({ type: "int64", shape: [1], data: [-1] })], {}, { outputs: ["prediction"] });
  graph.output("prediction", "double", ["N"]);
  return [{ name: "prediction", type: "double", required: true }];
}

function labelTensor(classes: readonly (string | number | boolean)[]): { tensor: Tensor; type: SignatureColumn["type"] } {
  const shape = [classes.length];
  if (classes.length === 0 || new Set(classes).size !== classes.length)
    throw invalid("classes must be given once each, and there must be some");
  if (classes.every((label) => typeof label === "string")) return { tensor: { type: "string", shape, data: classes }, type: "string" };
  if (classes.every((label) => typeof label === "boolean")) return { tensor: { type: "bool", shape, data: classes }, type: "boolean" };
  if (!classes.every((label) => typeof label === "number" && Number.isFinite(label))) {
    throw invalid("classes must be all strings, all booleans or all finite numbers");
  }
  const data = classes.map(Number);
  if (data.every(Number.isSafeInteger)) return { tensor: { type: "int64", shape, data }, type: "long" };
  return { tensor: { type: "double", shape, data }, type: "double" };
}

function invalid(detail: string): DataError {
  return new DataError({ code: "GRAPH_INVALID", detail });
}
