import type { FittedEstimator, FittedFeatures } from "@mlops/core/estimator";
import { classificationOutputs, GraphBuilder, rawInput, regressionOutput, type Signature, type SignatureColumn } from "@mlops/core/onnx";

export interface BuiltGraph {
  readonly graph: Uint8Array;
  readonly signature: Signature;
}

/** Raw columns as MLflow's signature has them: numbers are doubles, since it refuses to narrow; nullable columns are not required. */
export function signatureInputs(features: FittedFeatures): SignatureColumn[] {
  return features.inputColumns.map((input) => ({
    name: input.name,
    type: input.kind === "numeric" ? "double" : input.kind,
    required: !input.nullable,
  }));
}

/** One graph from raw columns to prediction: the feature transformation and the model, each lowering itself. */
export function buildGraph(name: string, features: FittedFeatures, model: FittedEstimator, version: string): BuiltGraph {
  const graph = new GraphBuilder(name);
  const inputs = signatureInputs(features);
  const raw: Record<string, { value: string; type: "double" | "string" }> = {};
  for (const input of inputs) {
    const declared = rawInput(graph, input, inputs.length === 1);
    raw[input.name] = { value: declared.name, type: declared.type };
  }
  const matrix = features.lower(graph, raw);
  const result = model.lower(graph, matrix);
  const outputs = model.kind === "classification" ? classificationOutputs(graph, result, model.classes) : regressionOutput(graph, result);
  return { graph: graph.build({ producer: "mlops", producerVersion: version }), signature: { inputs, outputs } };
}
