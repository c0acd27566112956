import { DataError } from "@mlops/models/errors";
import type { ValueInfo } from "../kernel/onnx/model.ts";
import type { Signature, SignatureColumn } from "../kernel/onnx/signature.ts";
import type { TensorValue } from "../kernel/onnx/tensor-value.ts";
import type { Column, StringColumn, TableLike } from "../kernel/table/column.ts";
import { columnOf } from "../kernel/table/column-of.ts";
import { missingCount, toFloat64 } from "../kernel/table/column-values.ts";

/** Columns of a table, checked against the signature, in the form that the graph takes: doubles or coded strings, no gaps. */
export type Feed =
  | { readonly kind: "numbers"; readonly values: Float64Array }
  | { readonly kind: "strings"; readonly codes: Int32Array; readonly dictionary: readonly string[] };

/** One feed per column of the signature. Missing numbers are NaN, missing strings `""`; columns that the signature does not name are ignored. */
export function feedsOf(table: TableLike, signature: Signature): Map<string, Feed> {
  const present = new Set(table.columnNames());
  const rows = table.numRows();
  const feeds = new Map<string, Feed>();
  for (const column of signature.inputs) {
    if (present.has(column.name)) feeds.set(column.name, feedOf(columnOf(table, column.name), column));
    else if (!column.required) feeds.set(column.name, emptyFeed(column, rows));
    else throw mismatch(`column "${column.name}" is missing`, { column: column.name, available: [...present] });
  }
  return feeds;
}

function emptyFeed({ type }: SignatureColumn, rows: number): Feed {
  if (type === "string") return { kind: "strings", codes: new Int32Array(rows), dictionary: [""] };
  return { kind: "numbers", values: new Float64Array(rows).fill(Number.NaN) };
}

const ACCEPTED: Readonly<Record<SignatureColumn["type"], readonly Column["kind"][]>> = {
  double: ["numeric", "bigint", "boolean"],
  long: ["numeric", "bigint", "boolean"],
  boolean: ["boolean", "numeric"],
  datetime: ["timestamp"],
  string: ["string"],
};

function feedOf(column: Column, wanted: SignatureColumn): Feed {
  if (!ACCEPTED[wanted.type].includes(column.kind)) {
    // A column of nothing but missing values has no type of its own.
    if (missingCount(column) === column.length) return emptyFeed(wanted, column.length);
    const row = firstPresent(column);
    throw mismatch(
      `column "${wanted.name}" holds ${JSON.stringify(column.at(row), bigIntAsText)} in row ${row}, the model takes ${wanted.type}`,
      { column: wanted.name, row },
    );
  }
  if (column.kind === "string") return stringFeed(column);
  const values = toFloat64(column, wanted.name);
  if (wanted.type === "long" || wanted.type === "boolean") {
    for (let row = 0; row < values.length; row++) {
      const x = values[row] as number;
      if (Number.isNaN(x) || (wanted.type === "long" ? Number.isInteger(x) : x === 0 || x === 1)) continue;
      throw mismatch(`column "${wanted.name}" holds ${x} in row ${row}, the model takes ${wanted.type}`, { column: wanted.name, row });
    }
  }
  return { kind: "numbers", values };
}

function stringFeed(column: StringColumn): Feed {
  if (missingCount(column) === 0) return { kind: "strings", codes: column.codes, dictionary: column.dictionary };
  const empty = column.dictionary.length;
  return { kind: "strings", codes: column.codes.map((code) => (code < 0 ? empty : code)), dictionary: [...column.dictionary, ""] };
}

function firstPresent(column: Column): number {
  let row = 0;
  while (column.at(row) === undefined) row++;
  return row;
}

function bigIntAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** The graph's inputs for the rows from `start` to `end`. */
export function tensorsOf(
  inputs: readonly ValueInfo[],
  signature: Signature,
  feeds: ReadonlyMap<string, Feed>,
  start: number,
  end: number,
): Record<string, TensorValue> {
  const tensors: Record<string, TensorValue> = {};
  for (const info of inputs) {
    const feed = feeds.get(info.name);
    tensors[info.name] = feed === undefined ? matrix(info, signature, feeds, start, end) : vector(info, feed, start, end);
  }
  return tensors;
}

function vector(info: ValueInfo, feed: Feed, start: number, end: number): TensorValue {
  const shape = [end - start, ...info.shape.slice(1).map(() => 1)];
  if (feed.kind === "strings") {
    if (info.type !== "string") throw mismatch(`column "${info.name}" is string, the graph takes ${info.type}`, { column: info.name });
    return { type: "string", shape, codes: feed.codes.subarray(start, end), dictionary: feed.dictionary };
  }
  return numbers(info, shape, feed.values.subarray(start, end));
}

function numbers(info: ValueInfo, shape: readonly number[], values: Float64Array): TensorValue {
  if (info.type === "double") return { type: "double", shape, data: values };
  if (info.type === "float") return { type: "float", shape, data: Float32Array.from(values) };
  if (info.type === "string") throw mismatch(`column "${info.name}" is a number, the graph takes string`, { column: info.name });
  const gap = values.findIndex(Number.isNaN);
  if (gap >= 0)
    throw mismatch(`column "${info.name}" is missing in row ${gap}, the graph takes ${info.type}`, { column: info.name, row: gap });
  return info.type === "bool" ? { type: "bool", shape, data: Uint8Array.from(values) } : { type: "int64", shape, data: values };
}

/** A graph of other exporters whose one input holds all columns, in the signature's order. */
function matrix(info: ValueInfo, signature: Signature, feeds: ReadonlyMap<string, Feed>, start: number, end: number): TensorValue {
  const width = info.shape[1];
  const columns = signature.inputs.map(({ name }) => feeds.get(name) as Feed);
  if (info.shape.length !== 2 || (typeof width === "number" && width !== columns.length)) {
    throw mismatch(`the graph's input "${info.name}" is no column of the signature`, { column: info.name });
  }
  const rows = end - start;
  const data = new Float64Array(rows * columns.length);
  columns.forEach((feed, k) => {
    if (feed.kind === "strings")
      throw mismatch(`column "${signature.inputs[k]?.name}" is string, the graph takes a matrix of ${info.type}`, {
        column: signature.inputs[k]?.name,
      });
    for (let row = 0; row < rows; row++) data[row * columns.length + k] = feed.values[start + row] as number;
  });
  return numbers(info, [rows, columns.length], data);
}

export function mismatch(detail: string, fields: Record<string, unknown>): DataError {
  return new DataError({ code: "SIGNATURE_MISMATCH", detail, ...fields });
}
