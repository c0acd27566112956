import { MLOpsError } from "@mlops/models/errors";
import type { Attribute, Tensor } from "../graph.ts";
import type { GraphNode } from "../model.ts";
import { describe, invalid, type NumberValue, type StringValue, type TensorValue } from "../tensor-value.ts";

/** Computes a node's outputs. Missing optional inputs are `undefined`. */
export type Operator = (inputs: Inputs) => readonly TensorValue[];

/** Prepares a node once, so that running it needs no look at its attributes. */
export type OperatorFactory = (node: NodeReader) => Operator;

/** Reads a node's attributes by kind; one of another kind is an invalid graph. */
export class NodeReader {
  readonly op: string;
  /** Version of the operator's own domain. */
  readonly opset: number;
  readonly outputs: readonly string[];
  readonly #attributes: Readonly<Record<string, Attribute>>;

  constructor(node: GraphNode, opset: number) {
    this.op = node.op;
    this.opset = opset;
    this.outputs = node.outputs;
    this.#attributes = node.attributes;
  }

  has(name: string): boolean {
    return this.#attributes[name] !== undefined;
  }
  int(name: string, otherwise: number): number {
    return this.#read(name, "int") ?? otherwise;
  }
  float(name: string, otherwise: number): number {
    return this.#read(name, "float") ?? otherwise;
  }
  string(name: string, otherwise: string): string {
    return this.#read(name, "string") ?? otherwise;
  }
  ints(name: string): readonly number[] | null {
    const values = this.#read<ArrayLike<number>>(name, "ints");
    return values === undefined ? null : Array.from(values);
  }
  floats(name: string): readonly number[] | null {
    const values = this.#read<ArrayLike<number>>(name, "floats");
    return values === undefined ? null : Array.from(values);
  }
  strings(name: string): readonly string[] | null {
    return this.#read(name, "strings") ?? null;
  }
  tensor(name: string): Tensor | null {
    return this.#read(name, "tensor") ?? null;
  }

  #read<T>(name: string, kind: string): T | undefined {
    const attribute = this.#attributes[name] as Record<string, unknown> | undefined;
    if (attribute !== undefined && !(kind in attribute)) throw this.invalid(`attribute ${name} is not ${kind}`);
    return attribute?.[kind] as T | undefined;
  }

  invalid(detail: string): Error {
    return invalid(`${this.op}: ${detail}`);
  }
  unsupported(what: string): MLOpsError {
    return new MLOpsError({ code: "NOT_SUPPORTED", feature: `ONNX operator ${this.op} with ${what}` });
  }
}

/** The values that a node reads, checked as they are taken. */
export class Inputs {
  readonly #op: string;
  readonly #values: readonly (TensorValue | undefined)[];
  readonly #slots: readonly number[];

  /** @param slots - where each input is among the values; -1: it is left out */
  constructor(op: string, values: readonly (TensorValue | undefined)[], slots: readonly number[]) {
    this.#op = op;
    this.#values = values;
    this.#slots = slots;
  }

  get count(): number {
    return this.#slots.length;
  }
  has(index: number): boolean {
    return this.#at(index) !== undefined;
  }
  #at(index: number): TensorValue | undefined {
    const slot = index < this.#slots.length ? (this.#slots[index] as number) : -1;
    return slot < 0 ? undefined : this.#values[slot];
  }
  any(index: number): TensorValue {
    const value = this.#at(index);
    if (value === undefined) throw invalid(`${this.#op}: input ${index} is missing`);
    return value;
  }
  number(index: number): NumberValue {
    const value = this.any(index);
    if (value.type === "string") throw this.invalid(`input ${index} is ${describe(value.type, value.shape)}, not numbers`);
    return value;
  }
  strings(index: number): StringValue {
    const value = this.any(index);
    if (value.type !== "string") throw this.invalid(`input ${index} is ${describe(value.type, value.shape)}, not strings`);
    return value;
  }
  /** A small vector of whole numbers: a shape, axes, positions. */
  ints(index: number): readonly number[] {
    const value = this.number(index);
    if (value.type !== "int64") throw this.invalid(`input ${index} is ${value.type}, not int64`);
    const ints: number[] = [];
    for (let i = 0; i < value.data.length; i++) ints.push(value.data[i] as number); // Array.from goes through an iterator: slower than a small model
    return ints;
  }
  /** Rows and columns of a matrix; a vector is one row. */
  matrix(index: number): { value: NumberValue; rows: number; columns: number } {
    const value = this.number(index);
    const [first, second] = value.shape;
    if (first === undefined || value.shape.length > 2)
      throw this.invalid(`input ${index} is ${describe(value.type, value.shape)}, not a matrix`);
    return second === undefined ? { value, rows: 1, columns: first } : { value, rows: first, columns: second };
  }
  invalid(detail: string): Error {
    return invalid(`${this.#op}: ${detail}`);
  }
}

/** `axis` counted from the front. */
export function normalAxis(axis: number, rank: number, op: string): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!(Number.isInteger(normal) && normal >= 0 && normal < rank)) throw invalid(`${op}: axis ${axis} of a tensor with ${rank} dimensions`);
  return normal;
}
