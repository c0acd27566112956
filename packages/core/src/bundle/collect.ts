import type { TensorValue } from "../kernel/onnx/tensor-value.ts";
import type { Column } from "../kernel/table/column.ts";
import { booleanColumn, numericColumn, stringColumn } from "../kernel/table/make-column.ts";

/** Puts the batches of one output together, as one column per column of its matrix (or one, if it is a vector). */
export function outputColumns(name: string, batches: readonly TensorValue[], rows: number): [string, Column][] {
  const first = batches[0] as TensorValue;
  const width = first.shape.slice(1).reduce((product, size) => product * size, 1);
  if (width === 1) return [[name, column(batches, rows, 1, 0)]];
  return Array.from({ length: width }, (_, k) => [`${name}_${k}`, column(batches, rows, width, k)]);
}

function column(batches: readonly TensorValue[], rows: number, width: number, k: number): Column {
  const first = batches[0] as TensorValue;
  if (first.type === "string") return strings(batches, rows, width, k);
  const values = first.type === "bool" ? new Uint8Array(rows) : new Float64Array(rows);
  let at = 0;
  for (const batch of batches) {
    const data = batch.type === "string" ? [] : batch.data;
    for (let i = k; i < data.length; i += width) values[at++] = data[i] as number;
  }
  return values instanceof Uint8Array ? booleanColumn(values) : numericColumn(values, null, first.type === "int64");
}

function strings(batches: readonly TensorValue[], rows: number, width: number, k: number): Column {
  const known = new Map<string, number>();
  const codes = new Int32Array(rows);
  let at = 0;
  for (const batch of batches) {
    if (batch.type !== "string") continue;
    const translated = batch.dictionary.map((text) => {
      const code = known.get(text) ?? known.size;
      known.set(text, code);
      return code;
    });
    for (let i = k; i < batch.codes.length; i += width) codes[at++] = translated[batch.codes[i] as number] as number;
  }
  return stringColumn(codes, [...known.keys()]);
}
