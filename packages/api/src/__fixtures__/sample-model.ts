import { type BundleSpec, bundleFiles, readBundle } from "@mlops/core/bundle";
import { GraphBuilder, rawInput, regressionOutput, type SignatureColumn } from "@mlops/core/onnx";

/** `factor · x + code(plan)`, code 10 for basic, 20 for pro, -1 for any other, 0 for a missing one; `member` and `since` are taken and not used. */
export function sampleSpec(factor = 2, golden = factor * 3 + 20): BundleSpec {
  const inputs: SignatureColumn[] = [
    { name: "x", type: "double", required: true },
    { name: "plan", type: "string", required: false },
    { name: "visits", type: "long", required: false },
    { name: "member", type: "boolean", required: false },
    { name: "since", type: "datetime", required: false },
  ];
  const graph = new GraphBuilder("sample");
  const columns = inputs.map((column) => rawInput(graph, column, false).name);
  const constant = (value: number): string => graph.constant({ type: "double", shape: [1, 1], data: [value] });
  const code = graph.node(
    "LabelEncoder",
    [columns[1] as string],
    { keys_strings: { strings: ["basic", "pro", ""] }, values_floats: { floats: [10, 20, 0] }, default_float: { float: -1 } },
    { domain: "ai.onnx.ml" },
  );
  const sum = graph.node("Add", [
    graph.node("Mul", [columns[0] as string, constant(factor)]),
    graph.node("Cast", [code], { to: { int: 11 } }),
  ]);
  const outputs = regressionOutput(graph, sum);
  const names = inputs.map(({ name }) => name);
  return {
    graph: graph.build({ producer: "mlops", producerVersion: "0.0.0" }),
    signature: { inputs, outputs },
    inputExample: {
      columns: names,
      data: [
        [1, "basic", 3, true, "2024-05-01T00:00:00.000Z"],
        [2.5, null, null, null, null],
      ],
    },
    goldenRows: { columns: names, data: [[3, "pro", 1, false, null]], outputs: { prediction: [golden] }, tolerance: 1e-12 },
    metadata: { task: "regression", estimator: "linear", target: "y", features: names, versions: { core: "0.0.0" } },
  };
}

export const sampleBundle = (factor?: number) => readBundle(bundleFiles(sampleSpec(factor)));
