import {
  type Numbers,
  type NumberType,
  type NumberValue,
  numberValue,
  type StringValue,
  sizeOf,
  type TensorValue,
  zeros,
} from "../tensor-value.ts";
import { broadcastPlan, eachRun, innerStep } from "./broadcast.ts";
import type { Inputs, OperatorFactory } from "./operator.ts";

/** One loop per operator, so that each is compiled to plain machine code. */
function apply(
  op: string,
  out: Numbers,
  o: number,
  a: Numbers,
  ai: number,
  as: number,
  b: Numbers,
  bi: number,
  bs: number,
  n: number,
): void {
  switch (op) {
    case "Add":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) + (b[bi + i * bs] as number);
      return;
    case "Sub":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) - (b[bi + i * bs] as number);
      return;
    case "Mul":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) * (b[bi + i * bs] as number);
      return;
    case "Div":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) / (b[bi + i * bs] as number);
      return;
    case "Pow":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) ** (b[bi + i * bs] as number);
      return;
    case "Min":
      for (let i = 0; i < n; i++) out[o + i] = Math.min(a[ai + i * as] as number, b[bi + i * bs] as number);
      return;
    case "Max":
      for (let i = 0; i < n; i++) out[o + i] = Math.max(a[ai + i * as] as number, b[bi + i * bs] as number);
      return;
    case "Less":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) < (b[bi + i * bs] as number) ? 1 : 0;
      return;
    case "LessOrEqual":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) <= (b[bi + i * bs] as number) ? 1 : 0;
      return;
    case "Greater":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) > (b[bi + i * bs] as number) ? 1 : 0;
      return;
    case "GreaterOrEqual":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) >= (b[bi + i * bs] as number) ? 1 : 0;
      return;
    case "Equal":
      for (let i = 0; i < n; i++) out[o + i] = a[ai + i * as] === b[bi + i * bs] ? 1 : 0;
      return;
    case "And":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) & (b[bi + i * bs] as number);
      return;
    case "Or":
      for (let i = 0; i < n; i++) out[o + i] = (a[ai + i * as] as number) | (b[bi + i * bs] as number);
  }
}

function combine(op: string, a: NumberValue, b: NumberValue, type: NumberType): NumberValue {
  const one =
    a.data.length === 1 && b.shape.length >= a.shape.length ? b : b.data.length === 1 && a.shape.length >= b.shape.length ? a : null;
  if (one !== null) {
    const length = one.data.length;
    const data = zeros(type, length);
    apply(op, data, 0, a.data, 0, a.data.length === 1 ? 0 : 1, b.data, 0, b.data.length === 1 ? 0 : 1, length);
    return numberValue(type, one.shape, wholeQuotients(op, type, data));
  }
  const plan = broadcastPlan(op, [a.shape, b.shape]);
  const data = zeros(type, sizeOf(plan.shape));
  const as = innerStep(plan, 0);
  const bs = innerStep(plan, 1);
  eachRun(plan, (o, starts, n) => apply(op, data, o, a.data, starts[0] as number, as, b.data, starts[1] as number, bs, n));
  return numberValue(type, plan.shape, wholeQuotients(op, type, data));
}

/** Whole numbers are divided as the hardware divides them: towards zero. */
function wholeQuotients(op: string, type: NumberType, data: Numbers): Numbers {
  if (type === "int64" && op === "Div") for (let i = 0; i < data.length; i++) data[i] = Math.trunc(data[i] as number);
  return data;
}

function pair(inputs: Inputs): [NumberValue, NumberValue] {
  const a = inputs.number(0);
  const b = inputs.number(1);
  if (a.type !== b.type) throw inputs.invalid(`inputs are ${a.type} and ${b.type}`);
  return [a, b];
}

const arithmetic: OperatorFactory =
  ({ op }) =>
  (inputs) => {
    // A power keeps the type of its base, whatever the exponent's.
    const [a, b] = op === "Pow" ? [inputs.number(0), inputs.number(1)] : pair(inputs);
    return [combine(op, a, b, a.type)];
  };

const logic: OperatorFactory =
  ({ op }) =>
  (inputs) => {
    const [a, b] = pair(inputs);
    return [combine(op, a, b, "bool")];
  };

const equal: OperatorFactory = (node) => (inputs) => {
  if (inputs.any(0).type !== "string") return logic(node)(inputs);
  return [combine("Equal", ...sameDictionary(inputs.strings(0), inputs.strings(1)), "bool")];
};

/** Codes of two string tensors as numbers that are equal where the strings are. */
function sameDictionary(a: StringValue, b: StringValue): [NumberValue, NumberValue] {
  const known = new Map<string, number>();
  const asNumbers = (value: StringValue): NumberValue => {
    const codes = value.dictionary.map((text) => {
      const code = known.get(text) ?? known.size;
      known.set(text, code);
      return code;
    });
    return { type: "int64", shape: value.shape, data: Float64Array.from(value.codes, (code) => codes[code] as number) };
  };
  return [asNumbers(a), asNumbers(b)];
}

/** Min and Max of any number of tensors. */
const extreme: OperatorFactory =
  ({ op }) =>
  (inputs) => {
    let result = inputs.number(0);
    for (let i = 1; i < inputs.count; i++) result = combine(op, result, inputs.number(i), result.type);
    return [result];
  };

const where: OperatorFactory =
  ({ op }) =>
  (inputs) => {
    const condition = inputs.number(0);
    const yes = inputs.any(1);
    const no = inputs.any(2);
    const plan = broadcastPlan(op, [condition.shape, yes.shape, no.shape]);
    const [cs, ys, ns] = [innerStep(plan, 0), innerStep(plan, 1), innerStep(plan, 2)];
    const pick = <A extends Numbers | Int32Array>(out: A, a: A, b: A, shift: number): A => {
      eachRun(plan, (o, starts, n) => {
        const [c, y, x] = [starts[0] as number, starts[1] as number, starts[2] as number];
        for (let i = 0; i < n; i++) out[o + i] = condition.data[c + i * cs] ? (a[y + i * ys] as number) : (b[x + i * ns] as number) + shift;
      });
      return out;
    };
    const size = sizeOf(plan.shape);
    let result: TensorValue;
    if (yes.type === "string" || no.type === "string") {
      const [a, b] = [inputs.strings(1), inputs.strings(2)];
      const codes = pick(new Int32Array(size), a.codes, b.codes, a.dictionary.length);
      result = { type: "string", shape: plan.shape, codes, dictionary: [...a.dictionary, ...b.dictionary] };
    } else {
      if (yes.type !== no.type) throw inputs.invalid(`inputs are ${yes.type} and ${no.type}`);
      result = numberValue(yes.type, plan.shape, pick(zeros(yes.type, size), yes.data as Numbers, no.data as Numbers, 0));
    }
    return [result];
  };

export const ARITHMETIC: Readonly<Record<string, OperatorFactory>> = {
  Add: arithmetic,
  Sub: arithmetic,
  Mul: arithmetic,
  Div: arithmetic,
  Pow: arithmetic,
  Less: logic,
  LessOrEqual: logic,
  Greater: logic,
  GreaterOrEqual: logic,
  And: logic,
  Or: logic,
  Equal: equal,
  Min: extreme,
  Max: extreme,
  Where: where,
};
