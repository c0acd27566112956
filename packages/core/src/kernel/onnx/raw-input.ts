import type { Graph } from "./graph.ts";
import type { SignatureColumn } from "./signature.ts";

export interface RawInput {
  /** Name of a tensor [N, 1]. */
  readonly name: string;
  readonly type: "double" | "string";
}

/**
 * Declares a raw column as an input of the graph and returns it as a tensor [N, 1].
 * Strings stay strings (a missing one is `""`, see `MISSING_STRINGS`); every other type arrives as double: booleans as 0 and 1,
 * datetimes as milliseconds since 1970 UTC, a missing value as NaN.
 * MLflow's scorers feed one vector [N] per column, but the whole matrix [N, 1] to a model with exactly one input: say so by `onlyOne`.
 * @example
 * const graph = new GraphBuilder();
 * rawInput(graph, { name: "age", type: "long", required: true }, true) // => { name: "age", type: "double" }
 */
export function rawInput(graph: Graph, column: SignatureColumn, onlyOne: boolean): RawInput {
  const type = column.type === "string" ? "string" : "double";
  if (onlyOne) return { name: graph.input(column.name, type, ["N", 1]), type };
  const vector = graph.input(column.name, type, ["N"]);
  return { name: graph.node("Reshape", [vector, graph.constant({ type: "int64", shape: [2], data: [-1, 1] })]), type };
}
