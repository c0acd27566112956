import type { Connection, DataChunk, Duckdb } from "./bindings.ts";
import { chunkDone } from "./chunk-garbage.ts";

/** The rows of a column to append: values of `width` bytes each with validity bits, or the bytes of each text, null for a missing one. */
export type AppendedColumn =
  | { readonly kind: "fixed"; readonly width: number; readonly data: Uint8Array; readonly bits: Uint8Array | null }
  | { readonly kind: "text"; at(row: number): Uint8Array | null };

/** Rows of a chunk of DuckDB's. */
const CHUNK = 2048;

/** Appends rows to a table of DuckDB's by copying whole columns of a chunk. */
export class TableAppender {
  private readonly duckdb: Duckdb;
  private readonly appender: ReturnType<Duckdb["appender_create"]>;
  private readonly chunk: DataChunk;
  private readonly width: number;
  // What is copied must not be shared memory.
  private readonly values = new Uint8Array(CHUNK * 16);
  private readonly validity = new Uint8Array(CHUNK >> 3);

  constructor(duckdb: Duckdb, connection: Connection, table: string) {
    this.duckdb = duckdb;
    this.appender = duckdb.appender_create(connection, null, table);
    this.width = duckdb.appender_column_count(this.appender);
    const types = Array.from({ length: this.width }, (_, i) => duckdb.appender_column_type(this.appender, i));
    this.chunk = duckdb.create_data_chunk(types);
  }

  /** Appends `rows` rows chunk by chunk and lets other work in between them. @throws the signal's reason once it is aborted */
  async append(columns: readonly AppendedColumn[], rows: number, signal?: AbortSignal): Promise<void> {
    const { duckdb, chunk } = this;
    for (let start = 0; start < rows; start += CHUNK) {
      signal?.throwIfAborted();
      const count = Math.min(CHUNK, rows - start);
      duckdb.data_chunk_reset(chunk);
      duckdb.data_chunk_set_size(chunk, count);
      for (const [i, column] of columns.entries()) this.write(duckdb.data_chunk_get_vector(chunk, i), column, start, count);
      duckdb.append_data_chunk(this.appender, chunk);
      chunkDone(count * this.width);
      await new Promise(setImmediate);
    }
  }

  /** Ends; what was appended is in the table then. */
  close(): void {
    this.duckdb.appender_close_sync(this.appender);
  }

  private write(vector: ReturnType<Duckdb["data_chunk_get_vector"]>, column: AppendedColumn, start: number, count: number): void {
    const { duckdb, values } = this;
    if (column.kind === "text") {
      const bits = this.validity.fill(255);
      let whole = true;
      for (let row = 0; row < count; row++) {
        const text = column.at(start + row);
        if (text !== null) duckdb.vector_assign_string_element_len(vector, row, text);
        else {
          bits[row >> 3] = (bits[row >> 3] as number) & ~(1 << (row & 7));
          whole = false;
        }
      }
      if (!whole) this.writeBits(vector);
      return;
    }
    const { width, data, bits } = column;
    values.set(data.subarray(start * width, (start + count) * width));
    duckdb.copy_data_to_vector(vector, 0, values.buffer, 0, count * width);
    if (bits === null) return;
    this.validity.set(bits.subarray(start >> 3, (start + count + 7) >> 3)); // chunks start at a multiple of 8
    this.writeBits(vector);
  }

  private writeBits(vector: ReturnType<Duckdb["data_chunk_get_vector"]>): void {
    this.duckdb.vector_ensure_validity_writable(vector);
    this.duckdb.copy_data_to_vector_validity(vector, 0, this.validity.buffer, 0, this.validity.length);
  }
}
