import type { Cell, GoldenRows, Signature, SignatureColumn } from "@mlops/core/bundle";

/** Golden rows as one request that names every column, with the answers they must get. */
export interface GoldenRequest {
  readonly columns: readonly { readonly column: SignatureColumn; readonly cells: readonly Cell[] }[];
  readonly expected: Readonly<Record<string, readonly Cell[]>>;
  readonly rows: number;
  /** Rows with a missing value in a required column, which no request may hold. */
  readonly skipped: number;
  readonly tolerance: number;
}

const DATATYPES: Readonly<Record<SignatureColumn["type"], string>> = {
  double: "FP64",
  long: "INT64",
  boolean: "BOOL",
  string: "BYTES",
  datetime: "BYTES",
};

/** The golden rows that can travel as a request. */
export function goldenRequest(golden: GoldenRows, { inputs }: Signature): GoldenRequest {
  const at = new Map(golden.columns.map((name, k) => [name, k]));
  const cell = (row: readonly Cell[], name: string): Cell => row[at.get(name) ?? -1] ?? null;
  const kept = golden.data.flatMap((row, k) =>
    inputs.some(({ name, required }) => required && cell(row, name) === null) ? [] : [{ row, k }],
  );
  return {
    columns: inputs.map((column) => ({ column, cells: kept.map(({ row }) => cell(row, column.name)) })),
    expected: Object.fromEntries(Object.entries(golden.outputs).map(([name, cells]) => [name, kept.map(({ k }) => cells[k] ?? null)])),
    rows: kept.length,
    skipped: golden.data.length - kept.length,
    tolerance: golden.tolerance,
  };
}

/** The request in the Open Inference Protocol V2; `first` takes the first row alone. */
export function inferBody({ columns, rows }: GoldenRequest, first = false): Record<string, unknown> {
  const count = first ? Math.min(1, rows) : rows;
  return {
    inputs: columns.map(({ column, cells }) => ({
      name: column.name,
      shape: [count],
      datatype: DATATYPES[column.type],
      data: cells.slice(0, count),
    })),
  };
}

/** The request in MLflow's `dataframe_split`. */
export function splitBody({ columns, rows }: GoldenRequest): Record<string, unknown> {
  return {
    dataframe_split: {
      columns: columns.map(({ column }) => column.name),
      data: Array.from({ length: rows }, (_, row) => columns.map(({ cells }) => cells[row] ?? null)),
    },
  };
}
