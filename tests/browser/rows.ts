import { stringValue, type TensorValue } from "@mlops/core/onnx";

/** What the page gets: the ONNX file as hexadecimal digits, and raw columns; null is a missing value. */
export interface Sent {
  readonly graph: string;
  readonly numbers: Readonly<Record<string, readonly (number | null)[]>>;
  readonly texts: Readonly<Record<string, readonly (string | null)[]>>;
}

/** Every output of the graph, its doubles as hexadecimal digits. */
export type Scored = Record<string, string>;

export function bytesOf(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** The columns as the graph takes them: missing numbers are NaN, missing texts empty. */
export function tensors({ numbers, texts }: Sent): Record<string, TensorValue> {
  const double = (values: readonly (number | null)[]): TensorValue => ({
    ...{ type: "double", shape: [values.length], data: Float64Array.from(values, (value) => value ?? Number.NaN) },
  });
  return {
    ...Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, double(values)])),
    ...Object.fromEntries(
      Object.entries(texts).map(([name, values]) => [
        name,
        stringValue(
          [values.length],
          values.map((value) => value ?? ""),
        ),
      ]),
    ),
  };
}
