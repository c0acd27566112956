import { type Cell, type Column, cellsOf, type Signature } from "@mlops/core/scoring";
import { datatypeOf } from "./infer-rows.ts";

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

/** The output tensors of the Open Inference Protocol. */
export function tensorsOf(outputs: Outputs, { outputs: columns }: Signature, wanted: readonly string[] | undefined) {
  const types = new Map(columns.map((column) => [column.name, datatypeOf(column)]));
  return (wanted ?? [...outputs.keys()]).map((name) => {
    const data = outputs.get(name) ?? [];
    return { name, datatype: types.get(name) ?? "FP64", shape: [data.length], data };
  });
}
