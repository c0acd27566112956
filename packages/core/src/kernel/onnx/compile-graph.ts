import { DataError, MLOpsError } from "@mlops/models/errors";
import type { GraphModel, GraphNode, ValueInfo } from "./model.ts";
import { ARITHMETIC } from "./operators/arithmetic.ts";
import { ENCODERS } from "./operators/encoders.ts";
import { LINEAR } from "./operators/linear.ts";
import { LINEAR_MODELS } from "./operators/linear-models.ts";
import { Inputs, NodeReader, type Operator, type OperatorFactory } from "./operators/operator.ts";
import { REDUCTIONS } from "./operators/reduce.ts";
import { SCALING } from "./operators/scaling.ts";
import { SHAPE_OPERATORS } from "./operators/shape.ts";
import { TREE_ENSEMBLES } from "./operators/tree-ensemble.ts";
import { UNARY } from "./operators/unary.ts";
import { parseGraph } from "./parse-graph.ts";
import { constantValue, describe, invalid, sizeOf, type TensorValue } from "./tensor-value.ts";

const OPERATORS: ReadonlyMap<string, OperatorFactory> = new Map(
  Object.entries({
    ...ARITHMETIC,
    ...ENCODERS,
    ...LINEAR,
    ...LINEAR_MODELS,
    ...REDUCTIONS,
    ...SCALING,
    ...SHAPE_OPERATORS,
    ...TREE_ENSEMBLES,
    ...UNARY,
  }),
);

/** A graph that is ready to run. */
export interface CompiledGraph {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Computes every output from a batch of rows. Inputs that are missing or of another type or shape throw `DataError` SIGNATURE_MISMATCH. */
  run(inputs: Readonly<Record<string, TensorValue>>): Record<string, TensorValue>;
}

interface Step {
  readonly op: string;
  readonly operator: Operator;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Values that nobody reads after this step. */
  readonly release: readonly number[];
}

/**
 * Prepares a model for the evaluator in plain TypeScript: the operators that tabular exporters write, with onnxruntime's results.
 * float tensors are rounded to 32 bits after every operator; int64 is exact up to 2^53; strings are compared by code point.
 * An operator or type outside this set throws `MLOpsError` NOT_SUPPORTED that names it.
 * @example
 * const graph = new GraphBuilder("twice");
 * const x = graph.input("x", "double", ["N"]);
 * graph.output(graph.node("Add", [x, x], {}, { outputs: ["y"] }), "double", ["N"]);
 * const compiled = compileGraph(graph.build({ producer: "example", producerVersion: "1" }));
 * [...compiled.run({ x: { type: "double", shape: [2], data: Float64Array.of(1, 2) } }).y.data] // => [2, 4]
 */
export function compileGraph(source: GraphModel | Uint8Array): CompiledGraph {
  const model = source instanceof Uint8Array ? parseGraph(source) : source;
  const slots = new Map<string, number>();
  const fixed: (TensorValue | undefined)[] = [];
  const define = (name: string, value?: TensorValue): number => {
    if (name !== "" && slots.has(name)) throw invalid(`the name "${name}" is given twice`);
    fixed.push(value);
    if (name !== "") slots.set(name, fixed.length - 1);
    return fixed.length - 1;
  };
  for (const [name, tensor] of model.constants) define(name, constantValue(tensor));
  const inputSlots = model.inputs.map((info) => define(info.name));
  const constants = fixed.length - inputSlots.length;

  const prepared = model.nodes.map((node) => ({
    node,
    operator: operatorOf(node, model),
    inputs: node.inputs.map((name) => (name === "" ? -1 : slotOf(name, node.op))),
    outputs: node.outputs.map((name) => define(name)),
  }));
  function slotOf(name: string, reader: string): number {
    const slot = slots.get(name);
    if (slot === undefined) throw invalid(`${reader} reads "${name}", which does not exist before it`);
    return slot;
  }
  const outputSlots = model.outputs.map((info) => slotOf(info.name, "the graph's outputs"));
  if (outputSlots.length === 0) throw invalid("the graph has no output");

  // After the operators: an unknown one explains such a type better.
  for (const info of [...model.inputs, ...model.outputs]) {
    if (info.type === null)
      throw new MLOpsError({ code: "NOT_SUPPORTED", feature: `"${info.name}", which is no tensor of numbers or strings,` });
  }

  const lastRead = new Map<number, number>();
  for (const [i, step] of prepared.entries()) for (const slot of [...step.outputs, ...step.inputs]) lastRead.set(slot, i);
  const steps: Step[] = prepared.map(({ node, operator, inputs, outputs }, i) => ({
    op: node.op,
    operator,
    inputs,
    outputs,
    release: [...lastRead].filter(([slot, last]) => last === i && slot >= constants && !outputSlots.includes(slot)).map(([slot]) => slot),
  }));

  return {
    inputs: model.inputs,
    outputs: model.outputs,
    run(given) {
      // a small model's row takes microseconds: no closures and iterators here
      const values = fixed.slice();
      for (let i = 0; i < model.inputs.length; i++) {
        const info = model.inputs[i] as ValueInfo;
        values[inputSlots[i] as number] = checkInput(info, given[info.name]);
      }
      for (const step of steps) {
        const results = step.operator(new Inputs(step.op, values, step.inputs));
        const { outputs } = step;
        for (let i = 0; i < outputs.length; i++) {
          if (results[i] === undefined) throw invalid(`${step.op} has ${results.length} outputs, the graph names ${outputs.length}`);
          values[outputs[i] as number] = results[i];
        }
        for (const slot of step.release) values[slot] = undefined;
      }
      const computed: Record<string, TensorValue> = {};
      for (let i = 0; i < model.outputs.length; i++)
        computed[(model.outputs[i] as ValueInfo).name] = values[outputSlots[i] as number] as TensorValue;
      return computed;
    },
  };
}

function operatorOf(node: GraphNode, model: GraphModel): Operator {
  const key = node.domain === "" ? node.op : `${node.domain}:${node.op}`;
  const factory = OPERATORS.get(key);
  if (factory === undefined) {
    const hint = key === "ai.onnx.ml:ZipMap" ? { hint: "export the classifier with the option zipmap=False" } : {};
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: `ONNX operator ${key}`, ...hint });
  }
  return factory(new NodeReader(node, model.opsets[node.domain] ?? 1));
}

function checkInput(info: ValueInfo, value: TensorValue | undefined): TensorValue {
  if (value === undefined) throw mismatch(`input "${info.name}" is missing`);
  let fits = value.shape.length === info.shape.length;
  for (let axis = 0; axis < info.shape.length; axis++) {
    const size = info.shape[axis];
    if (typeof size === "number" && size !== value.shape[axis]) fits = false;
  }
  const length = value.type === "string" ? value.codes.length : value.data.length;
  if (value.type !== info.type || !fits || length !== sizeOf(value.shape)) {
    throw mismatch(
      `input "${info.name}" is ${describe(value.type, value.shape)} of ${length} values, the graph takes ${describe(info.type, info.shape)}`,
    );
  }
  return value;
}

function mismatch(detail: string): DataError {
  return new DataError({ code: "SIGNATURE_MISMATCH", detail });
}
