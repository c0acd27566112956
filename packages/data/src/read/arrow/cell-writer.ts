import type { DuckDBDataChunk } from "@duckdb/node-api";
import { rawVector } from "../../duckdb/raw-vector.ts";
import type { Cells } from "./cells.ts";
import { isSet } from "./cells.ts";

type Duckdb = typeof import("@duckdb/node-api");

/** The fields behind a vector of the package's, which writes values one by one only; its version is pinned. */
interface Writable {
  readonly dataView: DataView;
  readonly vector: ConstructorParameters<Duckdb["DuckDBBlobVector"]>[2];
  readonly validity: { data: BigUint64Array | null };
}

/** Writes the rows from `start` on, a multiple of 8, to one column of a chunk. */
export function writeCells(chunk: DuckDBDataChunk, column: number, cells: Cells, start: number, duckdb: Duckdb): void {
  const count = chunk.rowCount;
  const target = chunk.getColumnVector(column);
  const raw = target as unknown as Writable;
  if (cells.kind === "text") {
    // A vector of bytes over the same memory: texts are UTF-8 already.
    const bytes = new duckdb.DuckDBBlobVector(raw.dataView, raw.validity as never, raw.vector, 0, count);
    for (let row = 0; row < count; row++)
      bytes.setItem(row, isSet(cells.bits, start + row) ? ({ bytes: cells.at(start + row) } as never) : null);
    bytes.flush();
    return;
  }
  const { buffer, byteOffset } = rawVector(target);
  const { width, data } = cells;
  new Uint8Array(buffer, byteOffset, count * width).set(data.subarray(start * width, (start + count) * width));
  if (cells.bits !== null) {
    const words = new BigUint64Array((count + 63) >> 6);
    new Uint8Array(words.buffer).set(cells.bits.subarray(start >> 3, (start + count + 7) >> 3));
    raw.validity.data = words;
  }
  target.flush();
}
