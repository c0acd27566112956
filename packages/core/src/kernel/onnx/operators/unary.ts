import { exponential } from "../../stats/exponential.ts";
import type { TensorType } from "../graph.ts";
import { elementType } from "../parse-tensor.ts";
import { type NumberType, type NumberValue, numberValue, stringValue, type TensorValue, zeros } from "../tensor-value.ts";
import type { Inputs, OperatorFactory } from "./operator.ts";

/** Applies a function to each element; the type stays, or becomes `bool`. */
function each(f: (x: number) => number, result?: "bool"): OperatorFactory {
  return () => (inputs) => {
    const x = inputs.number(0);
    const type = result ?? x.type;
    const data = zeros(type, x.data.length);
    for (let i = 0; i < data.length; i++) data[i] = f(x.data[i] as number);
    return [numberValue(type, x.shape, data)];
  };
}

/** `1 / (1 + e^-x)`, computed from the side that cannot overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exponential(-x));
  const e = exponential(x);
  return e / (1 + e);
}

/** Halves go to the even neighbour. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

const clip: OperatorFactory = (node) => (inputs) => {
  const x = inputs.number(0);
  const limit = (index: number, name: string, otherwise: number): number =>
    inputs.has(index) ? (inputs.number(index).data[0] as number) : node.float(name, otherwise);
  const low = limit(1, "min", Number.NEGATIVE_INFINITY);
  const high = limit(2, "max", Number.POSITIVE_INFINITY);
  const data = zeros(x.type, x.data.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.min(Math.max(x.data[i] as number, low), high);
  }
  return [numberValue(x.type, x.shape, data)];
};

const cast: OperatorFactory = (node) => {
  const type = elementType(node.int("to", 0));
  if (type === null) throw node.unsupported(`element type ${node.int("to", 0)}`);
  return (inputs) => [castTo(inputs.any(0), type, inputs)];
};

function castTo(value: TensorValue, type: TensorType, inputs: Inputs): TensorValue {
  if (value.type === type) return value;
  if (type === "string")
    return stringValue(
      value.shape,
      Array.from((value as NumberValue).data, (x: number) => asText(x, (value as NumberValue).type)),
    );
  if (value.type === "string") {
    const parsed = value.dictionary.map((text) => asNumber(text, type, inputs));
    const data = zeros(type, value.codes.length);
    for (let i = 0; i < data.length; i++) data[i] = parsed[value.codes[i] as number] as number;
    return numberValue(type, value.shape, data);
  }
  const data = zeros(type, value.data.length);
  for (let i = 0; i < data.length; i++) {
    const x = value.data[i] as number;
    data[i] = type === "bool" ? (x !== 0 ? 1 : 0) : type === "int64" ? asInteger(x) : x;
  }
  return numberValue(type, value.shape, data);
}

/** Towards zero; what does not fit (NaN, too) becomes the smallest 64-bit integer, as x86 converts it. */
function asInteger(x: number): number {
  return Math.abs(x) < 2 ** 63 ? Math.trunc(x) + 0 : -(2 ** 63);
}

function asText(x: number, type: NumberType): string {
  if (type === "int64" || type === "bool") return String(x);
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "INF" : "-INF";
  // C's %.8g, for double and float alike.
  const digits = 8;
  const [mantissa = "", exponent] = x.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < digits) return trim(x.toFixed(Math.max(0, digits - 1 - power)));
  return `${trim(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function asNumber(text: string, type: NumberType, inputs: Inputs): number {
  const trimmed = text.trim();
  const value = /^[+-]?nan$/i.test(trimmed) ? Number.NaN : Number(trimmed.replace(/^([+-]?)inf(inity)?$/i, "$1Infinity"));
  if (trimmed === "" || (Number.isNaN(value) && !/nan$/i.test(trimmed))) throw inputs.invalid(`"${text}" is not a number`);
  return type === "int64" ? asInteger(value) : type === "bool" ? (value !== 0 ? 1 : 0) : value;
}

export const UNARY: Readonly<Record<string, OperatorFactory>> = {
  Abs: each(Math.abs),
  Ceil: each(Math.ceil),
  Exp: each(exponential),
  Floor: each(Math.floor),
  IsNaN: each((x) => (Number.isNaN(x) ? 1 : 0), "bool"),
  Log: each(Math.log),
  Neg: each((x) => -x),
  Not: each((x) => (x === 0 ? 1 : 0)),
  Reciprocal: each((x) => 1 / x),
  Relu: each((x) => Math.max(x, 0)),
  Round: each(roundHalfEven),
  Sigmoid: each(logistic),
  Sign: each(Math.sign),
  Sqrt: each(Math.sqrt),
  Tanh: each(Math.tanh),
  Identity: () => (inputs) => [inputs.any(0)],
  Cast: cast,
  Clip: clip,
};
