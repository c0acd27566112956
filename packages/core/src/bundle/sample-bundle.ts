import { GraphBuilder } from "../kernel/onnx/graph-builder.ts";
import { classificationOutputs, regressionOutput } from "../kernel/onnx/outputs.ts";
import { rawInput } from "../kernel/onnx/raw-input.ts";
import { MISSING_STRINGS, type SignatureColumn } from "../kernel/onnx/signature.ts";
import type { BundleSpec } from "./spec.ts";

const build = { producer: "mlops", producerVersion: "0.0.0" };

/** A small classifier for tests: every type of input, missing values imputed, logistic of a weighted sum. */
export function sampleClassifier(): BundleSpec {
  const inputs: SignatureColumn[] = [
    { name: "age", type: "double", required: true },
    { name: "visits", type: "long", required: true },
    { name: "member", type: "boolean", required: true },
    { name: "since", type: "datetime", required: false },
    { name: "city", type: "string", required: false },
  ];
  const graph = new GraphBuilder("sample");
  const double = (...data: number[]): string => graph.constant({ type: "double", shape: [data.length], data });
  const columns = inputs.map((column) => {
    const { name, type } = rawInput(graph, column, false);
    if (type === "double") return graph.node("Where", [graph.node("IsNaN", [name]), double(0.5), name]);
    const keys = ["Rome", "Oslo", ...MISSING_STRINGS];
    const values = [2, 3, ...MISSING_STRINGS.map(() => 7)];
    const code = graph.node(
      "LabelEncoder",
      [name],
      { keys_strings: { strings: keys }, values_floats: { floats: values }, default_float: { float: -1 } },
      { domain: "ai.onnx.ml" },
    );
    return graph.node("Cast", [code], { to: { int: 11 } });
  });
  const row = graph.node("Concat", columns, { axis: { int: 1 } });
  const scaled = graph.node("Div", [row, double(40, 10, 1, 1e12, 3)]);
  const weights = graph.constant({ type: "double", shape: [5, 1], data: [0.7, -0.3, 0.25, 0.1, 0.4] });
  const yes = graph.node("Sigmoid", [graph.node("Sub", [graph.node("MatMul", [scaled, weights]), double(0.9)])]);
  const both = graph.node("Concat", [graph.node("Sub", [double(1), yes]), yes], { axis: { int: 1 } });
  const outputs = classificationOutputs(graph, both, ["no", "yes"]);

  const names = inputs.map(({ name }) => name);
  const data = [
    [38, 3, true, "2024-05-01T00:00:00.000Z", "Rome"],
    [null, 0, false, null, "Oslo"],
    [61.5, 12, true, "1999-12-31T23:59:59.250Z", null],
    [22, 1, false, null, "elsewhere"],
  ];
  const weight = [0.7, -0.3, 0.25, 0.1, 0.4];
  const scale = [40, 10, 1, 1e12, 3];
  const city: Record<string, number> = { Rome: 2, Oslo: 3, null: 7 };
  const probability = data.map((cells) => {
    const x = [
      cells[0] ?? 0.5,
      cells[1],
      cells[2] ? 1 : 0,
      cells[3] === null ? 0.5 : Date.parse(String(cells[3])),
      city[String(cells[4])] ?? -1,
    ];
    return (
      1 / (1 + Math.exp(0.9 - x.reduce((sum: number, value, k) => sum + (Number(value) / (scale[k] as number)) * (weight[k] as number), 0)))
    );
  });
  return {
    graph: graph.build(build),
    signature: { inputs, outputs },
    inputExample: { columns: names, data: data.slice(0, 2) },
    goldenRows: {
      columns: names,
      data,
      outputs: {
        label: probability.map((p) => (p > 0.5 ? "yes" : "no")),
        probability_no: probability.map((p) => 1 - p),
        probability_yes: probability,
      },
      tolerance: 1e-12,
    },
    referenceProfile: { rows: 4 },
    metadata: {
      task: "classification",
      estimator: "logistic",
      target: "joined",
      features: names,
      classes: ["no", "yes"],
      metrics: { accuracy: 0.75, lift: null },
      versions: { core: "0.0.0" },
    },
  };
}

/** A regressor with one input, which MLflow feeds as a matrix: `2 x + 1`. */
export function sampleRegressor(): BundleSpec {
  const graph = new GraphBuilder("sample");
  const column: SignatureColumn = { name: "x", type: "double", required: true };
  const { name } = rawInput(graph, column, true);
  const constant = (value: number): string => graph.constant({ type: "double", shape: [1, 1], data: [value] });
  const outputs = regressionOutput(graph, graph.node("Add", [graph.node("Mul", [name, constant(2)]), constant(1)]));
  return {
    graph: graph.build(build),
    signature: { inputs: [column], outputs },
    inputExample: { columns: ["x"], data: [[1], [2.5]] },
    goldenRows: { columns: ["x"], data: [[1], [2.5], [null]], outputs: { prediction: [3, 6, null] }, tolerance: 1e-12 },
    metadata: { task: "regression", estimator: "linear", target: "y", features: ["x"], versions: { core: "0.0.0" } },
  };
}
