import { MISSING_STRINGS } from "@mlops/core/onnx";
import type { Category } from "./categories.ts";
import type { GraphFlow } from "./graph-flow.ts";

/**
 * Looks the texts of a column up: category k gives `codeOf(k)`, a missing text `missing` (or the code of the text imputed for it), any other -1.
 * @returns a tensor [N, 1] of `type`
 */
export function textLookup(
  flow: GraphFlow,
  column: string,
  categories: readonly Category[],
  codeOf: (place: number) => number,
  missing: number,
  type: "float" | "int64",
): string {
  const { tensor, imputed } = flow.text(column);
  const imputedPlace = imputed === null ? -1 : categories.indexOf(imputed);
  const missingCode = imputed === null ? missing : imputedPlace < 0 ? -1 : codeOf(imputedPlace);
  const keys = [...(categories as readonly string[]), ...MISSING_STRINGS];
  const values = [...categories.map((_, place) => codeOf(place)), ...MISSING_STRINGS.map(() => missingCode)];
  const attributes =
    type === "float"
      ? { keys_strings: { strings: keys }, values_floats: { floats: values }, default_float: { float: -1 } }
      : { keys_strings: { strings: keys }, values_int64s: { ints: values }, default_int64: { int: -1 } };
  return flow.graph.node("LabelEncoder", [tensor], attributes, { domain: "ai.onnx.ml" });
}

/**
 * Sums, for each row, the weights of the category that equals its number; zeros where none does, as for NaN.
 * @param value - a double tensor [N, 1]
 * @param weights - for each category, one number per output
 * @returns a double tensor [N, outputs]
 */
export function numericMembership(
  flow: GraphFlow,
  value: string,
  categories: readonly number[],
  weights: readonly (readonly number[])[],
): string {
  const outputs = weights[0]?.length ?? 1;
  // A column without any category matches nothing: NaN equals no number.
  const known = categories.length === 0 ? [Number.NaN] : categories;
  const matches = flow.toDouble(flow.graph.node("Equal", [value, flow.row(known)]));
  const data = weights.length === 0 ? new Array<number>(outputs).fill(0) : weights.flat();
  return flow.graph.node("MatMul", [matches, flow.graph.constant({ type: "double", shape: [known.length, outputs], data })]);
}
