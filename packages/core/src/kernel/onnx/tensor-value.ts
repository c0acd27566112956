import { DataError } from "@mlops/models/errors";
import type { Tensor, TensorType } from "./graph.ts";

/** Row-major values on their way through a graph. int64 values are whole numbers in doubles: exact up to 2^53. */
export type NumberValue =
  | { readonly type: "float"; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: "double" | "int64"; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly type: "bool"; readonly shape: readonly number[]; readonly data: Uint8Array };

/** Strings as codes into a dictionary, so that a million rows of ten categories cost ten look-ups. Entries of the dictionary may repeat. */
export interface StringValue {
  readonly type: "string";
  readonly shape: readonly number[];
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

export type TensorValue = NumberValue | StringValue;
export type NumberType = NumberValue["type"];
export type Numbers = Float32Array | Float64Array | Uint8Array;

/** Zeros of the type; float rounds what is stored to 32 bits, exactly as the runtime does. */
export function zeros(type: NumberType, length: number): Numbers {
  return type === "float" ? new Float32Array(length) : type === "bool" ? new Uint8Array(length) : new Float64Array(length);
}

/** Binds numbers to a type; `data` must come from `zeros(type, …)`. */
export function numberValue(type: NumberType, shape: readonly number[], data: Numbers): NumberValue {
  return { type, shape, data } as NumberValue;
}

/**
 * A tensor of strings.
 * @example stringValue([3], ["a", "b", "a"]).dictionary // => ["a", "b"]
 */
export function stringValue(shape: readonly number[], strings: readonly string[]): StringValue {
  const codes = new Int32Array(strings.length);
  const known = new Map<string, number>();
  strings.forEach((value, i) => {
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    codes[i] = code;
  });
  return { type: "string", shape, codes, dictionary: [...known.keys()] };
}

/**
 * The strings of a tensor, one per element.
 * @example stringsOf(stringValue([2], ["b", "b"])) // => ["b", "b"]
 */
export function stringsOf(value: StringValue): string[] {
  return Array.from(value.codes, (code) => value.dictionary[code] as string);
}

export function constantValue(tensor: Tensor): TensorValue {
  if (tensor.type === "string") return stringValue(tensor.shape, tensor.data);
  const data = zeros(tensor.type, tensor.data.length);
  for (let i = 0; i < data.length; i++) data[i] = Number(tensor.data[i]);
  return numberValue(tensor.type, tensor.shape, data);
}

/** The same elements in another shape. */
export function reshaped(value: TensorValue, shape: readonly number[]): TensorValue {
  return { ...value, shape };
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let product = 1;
  for (let axis = 0; axis < shape.length; axis++) product *= shape[axis] as number;
  return product;
}

/** Describes a value in messages: `double [2, 3]`. */
export function describe(type: TensorType | null, shape: readonly (number | string | null)[]): string {
  return `${type ?? "other"} [${shape.map((size) => size ?? "?").join(", ")}]`;
}

export function invalid(detail: string): DataError {
  return new DataError({ code: "GRAPH_INVALID", detail });
}
