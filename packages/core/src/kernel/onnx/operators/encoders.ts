import { DataError } from "@mlops/models/errors";
import type { Tensor } from "../graph.ts";
import { describe, numberValue, type StringValue, type TensorValue, zeros } from "../tensor-value.ts";
import type { NodeReader, Operator, OperatorFactory } from "./operator.ts";

type Key = string | number;
type ResultType = "string" | "int64" | "float" | "double";

/** A list of keys or values: from one of the typed attributes, or from a tensor (ai.onnx.ml 4). */
function list(node: NodeReader, stem: "keys" | "values"): { type: ResultType; items: readonly Key[] } | null {
  const strings = node.strings(`${stem}_strings`);
  if (strings !== null) return { type: "string", items: strings };
  const ints = node.ints(`${stem}_int64s`);
  if (ints !== null) return { type: "int64", items: ints };
  const floats = node.floats(`${stem}_floats`);
  if (floats !== null) return { type: "float", items: floats };
  const tensor = node.tensor(`${stem}_tensor`);
  if (tensor === null) return null;
  if (tensor.type === "bool") throw node.unsupported("boolean keys or values");
  return { type: tensor.type, items: itemsOf(tensor) };
}

function itemsOf(tensor: Tensor): readonly Key[] {
  return tensor.type === "string" ? tensor.data : Array.from(tensor.data, Number);
}

function defaultOf(node: NodeReader, type: ResultType): Key {
  const tensor = node.tensor("default_tensor");
  if (tensor !== null) return itemsOf(tensor)[0] ?? 0;
  if (type === "string") return node.string("default_string", "_Unused");
  return type === "int64" ? node.int("default_int64", -1) : node.float("default_float", -0);
}

/** Maps keys to values; what is no key becomes the default. NaN finds the key NaN from ai.onnx.ml 4 on, never before. */
const labelEncoder: OperatorFactory = (node) => {
  if (node.has("classes_strings")) return classesEncoder(node);
  const keys = list(node, "keys");
  const values = list(node, "values");
  if (keys === null || values === null || keys.items.length !== values.items.length)
    throw node.invalid("keys and values are not lists of one length");
  const missing = defaultOf(node, values.type);
  // The first of two equal keys wins.
  const map = new Map<Key, Key>();
  for (const [i, key] of keys.items.entries()) {
    if (!map.has(key) && !(Number.isNaN(key) && node.opset < 4)) map.set(key, values.items[i] as Key);
  }
  return mapping(map, keys.type, values.type, missing);
};

/** The first version of the operator: positions of strings, or the strings at positions. */
function classesEncoder(node: NodeReader): Operator {
  const classes = node.strings("classes_strings") ?? [];
  const encode = mapping(new Map(classes.map((text, i) => [text, i])), "string", "int64", node.int("default_int64", -1));
  const decode = mapping(new Map(classes.map((text, i) => [i, text])), "int64", "string", node.string("default_string", "_Unused"));
  return (inputs) => (inputs.any(0).type === "string" ? encode(inputs) : decode(inputs));
}

function mapping(map: ReadonlyMap<Key, Key>, from: ResultType, to: ResultType, missing: Key): Operator {
  return (inputs) => {
    const value = inputs.any(0);
    if (value.type !== from) throw inputs.invalid(`the input is ${describe(value.type, value.shape)}, the keys are ${from}`);
    if (value.type === "string") {
      const found = value.dictionary.map((text) => map.get(text) ?? missing);
      return [collected(to, value.shape, value.codes, found)];
    }
    const distinct = new Map<number, number>();
    const found: Key[] = [];
    const codes = new Int32Array(value.data.length);
    for (let i = 0; i < codes.length; i++) {
      const x = value.data[i] as number;
      let code = distinct.get(x);
      if (code === undefined) {
        code = found.length;
        distinct.set(x, code);
        found.push(map.get(x) ?? missing);
      }
      codes[i] = code;
    }
    return [collected(to, value.shape, codes, found)];
  };
}

/** `found[codes[i]]` for each element. */
function collected(type: ResultType, shape: readonly number[], codes: Int32Array, found: readonly Key[]): TensorValue {
  if (type === "string") return { type, shape, codes, dictionary: found as readonly string[] };
  const data = zeros(type, codes.length);
  for (let i = 0; i < codes.length; i++) data[i] = found[codes[i] as number] as number;
  return numberValue(type, shape, data);
}

/** One column per category: 1 where the element is that category. Numbers are cut to integers first. */
const oneHotEncoder: OperatorFactory = (node) => {
  const strings = node.strings("cats_strings") ?? [];
  const ints = node.ints("cats_int64s") ?? [];
  const width = Math.max(strings.length, ints.length);
  if (width === 0 || (strings.length > 0 && ints.length > 0)) throw node.invalid("it needs cats_strings or cats_int64s");
  const strict = node.int("zeros", 1) === 0;
  const position = new Map<Key, number>();
  for (const [i, key] of [...strings, ...ints].entries()) position.set(key, i);

  return (inputs) => {
    const value = inputs.any(0);
    if ((value.type === "string") !== strings.length > 0)
      throw inputs.invalid(`the input is ${describe(value.type, value.shape)}, unlike the categories`);
    const count = value.type === "string" ? value.codes.length : value.data.length;
    const data = new Float32Array(count * width);
    const known = value.type === "string" ? value.dictionary.map((text) => position.get(text) ?? -1) : null;
    for (let i = 0; i < count; i++) {
      const at =
        known === null
          ? (position.get(Math.trunc(numberAt(value, i))) ?? -1)
          : (known[(value as StringValue).codes[i] as number] as number);
      if (at >= 0) data[i * width + at] = 1;
      else if (strict)
        throw new DataError({ code: "VALUE_INVALID", what: "the input of OneHotEncoder", detail: `row ${i} is no known category` });
    }
    return [{ type: "float", shape: [...value.shape, width], data }];
  };
};

function numberAt(value: TensorValue, i: number): number {
  return value.type === "string" ? Number.NaN : (value.data[i] as number);
}

export const ENCODERS: Readonly<Record<string, OperatorFactory>> = {
  "ai.onnx.ml:LabelEncoder": labelEncoder,
  "ai.onnx.ml:OneHotEncoder": oneHotEncoder,
};
