import { type Cell, type Column, cellsOf, type Signature } from "@mlops/core/scoring";
import { encodeTensor } from "./binary-tensors.ts";
import { datatypeOf, type WantedOutput } from "./infer-rows.ts";

/** Output columns as JSON cells: NaN is null. */
export type Outputs = ReadonlyMap<string, readonly Cell[]>;

export function outputsOf(columns: Readonly<Record<string, Column>>): Outputs {
  return new Map(Object.entries(columns).map(([name, column]) => [name, cellsOf(column)]));
}

/** One object per row, as MLflow answers for a model whose outputs are named columns. */
export function recordsOf(outputs: Outputs, rows: number): Record<string, Cell>[] {
  const columns = [...outputs];
  return Array.from({ length: rows }, (_, row) => {
    const record: Record<string, Cell> = {};
    for (const [name, cells] of columns) record[name] = cells[row] as Cell;
    return record;
  });
}

/** The output tensors of the Open Inference Protocol, and the bytes of those that are wanted as binary data, in their order. */
export function tensorsOf(outputs: Outputs, { outputs: columns }: Signature, wanted: readonly WantedOutput[]) {
  const types = new Map(columns.map((column) => [column.name, datatypeOf(column)]));
  const bytes: Buffer[] = [];
  const tensors = wanted.map(({ name, binary }) => {
    const data = outputs.get(name) ?? [];
    const tensor = { name, datatype: types.get(name) ?? "FP64", shape: [data.length] };
    const encoded = binary ? encodeTensor(tensor.datatype, data) : undefined;
    if (encoded === undefined) return { ...tensor, data };
    bytes.push(encoded);
    return { ...tensor, parameters: { binary_data_size: encoded.length } };
  });
  return { tensors, bytes };
}
