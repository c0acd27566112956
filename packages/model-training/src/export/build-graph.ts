import type { FittedEstimator, FittedFeatures } from "@mlops/core/estimator";
import { classificationOutputs, GraphBuilder, rawInput, regressionOutput, type Signature, type SignatureColumn } from "@mlops/core/onnx";

/** What a graph is made of. */
export interface GraphParts {
  /** Name of the graph. */
  readonly name: string;
  readonly features: FittedFeatures;
  readonly model: FittedEstimator;
  /** Of two classes the second is called from this probability on. Default: the likeliest class. */
  readonly threshold?: number | undefined;
  /** Version that the graph names as its producer's. */
  readonly version: string;
}

export interface BuiltGraph {
  /** The bytes of an ONNX file. */
  readonly graph: Uint8Array;
  readonly signature: Signature;
}

/**
 * One graph from raw columns to prediction: the feature transformation and the model, each lowering itself. Outputs are `label` and
 * `probability_<class>`, or `prediction`. The same model gives the same bytes.
 * @throws DataError `GRAPH_INVALID`
 */
export function buildGraph({ name, features, model, threshold, version }: GraphParts): BuiltGraph {
  const graph = new GraphBuilder(name);
  const inputs = features.inputColumns.map(
    (input): SignatureColumn => ({
      name: input.name,
      type: input.kind === "numeric" ? "double" : input.kind, // MLflow refuses to narrow, so numbers are doubles
      required: !input.nullable,
    }),
  );
  const raw: Record<string, { value: string; type: "double" | "string" }> = {};
  for (const input of inputs) {
    const declared = rawInput(graph, input, inputs.length === 1);
    raw[input.name] = { value: declared.name, type: declared.type };
  }
  const result = model.lower(graph, features.lower(graph, raw));
  const decision = threshold === undefined ? {} : { threshold };
  const outputs =
    model.kind === "classification" ? classificationOutputs(graph, result, model.classes, decision) : regressionOutput(graph, result);
  return { graph: graph.build({ producer: "mlops", producerVersion: version }), signature: { inputs, outputs } };
}
