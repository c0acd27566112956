import { DataError } from "@mlops/models";
import type { Connection, DataChunk, Duckdb, LogicalType, Result } from "./bindings.ts";
import { rawVector } from "./raw-vector.ts";

/** A chunk of a result; of its rows only the first `count` belong to the result. */
export interface StreamedChunk {
  readonly chunk: DataChunk;
  readonly count: number;
}

/**
 * Streams a query that must come whole. A stream of DuckDB's that an error cuts off may end as if it were complete, so the query is followed by one row
 * that says that it was: rows come in order, and where that one is missing the query is run once more for its error, without keeping its rows.
 * While a chunk is worked on the next is being made.
 */
export class WholeStream {
  private readonly duckdb: Duckdb;
  private readonly connection: Connection;
  private readonly query: string;
  private readonly width: number;
  private readonly result: Result;
  private ahead: Promise<DataChunk | null> | undefined;
  private whole = false;

  private constructor(duckdb: Duckdb, connection: Connection, query: string, width: number, result: Result) {
    this.duckdb = duckdb;
    this.connection = connection;
    this.query = query;
    this.width = width;
    this.result = result;
  }

  /** @param columns - SQL of each column, named; all rows of `from` are given */
  static async open(duckdb: Duckdb, connection: Connection, columns: readonly string[], from: string): Promise<WholeStream> {
    const query = `SELECT ${columns.join(", ")}, FALSE FROM ${from}`;
    const last = `SELECT ${columns.map(() => "NULL, ").join("")}TRUE`;
    const prepared = await duckdb.prepare(connection, `${query} UNION ALL ${last}`);
    try {
      return new WholeStream(duckdb, connection, query, columns.length, await duckdb.execute_prepared_streaming(prepared));
    } finally {
      duckdb.destroy_prepare_sync(prepared);
    }
  }

  columnType(column: number): LogicalType {
    return this.duckdb.column_logical_type(this.result, column);
  }

  /** The next rows, undefined after the last. @throws what DuckDB says of the query, where it did not come whole */
  async next(): Promise<StreamedChunk | undefined> {
    if (this.whole) return undefined;
    const chunk = await (this.ahead ?? this.fetch());
    this.ahead = undefined;
    const rows = chunk === null ? 0 : this.duckdb.data_chunk_get_size(chunk);
    if (chunk === null || rows === 0) return this.cutOff();
    const marks = rawVector(this.duckdb, chunk, this.width, 1, rows);
    this.whole = new Uint8Array(marks.buffer, marks.byteOffset, rows)[rows - 1] === 1;
    if (this.whole) return rows === 1 ? undefined : { chunk, count: rows - 1 };
    this.ahead = this.fetch();
    return { chunk, count: rows };
  }

  /** Waits for what is under way; the connection may be closed then. */
  async close(): Promise<void> {
    await this.ahead?.catch(() => undefined);
  }

  private fetch(): Promise<DataChunk | null> {
    const next = this.duckdb.fetch_chunk(this.result);
    next.catch(() => undefined); // whoever asks for the chunk hears of it
    return next;
  }

  private async cutOff(): Promise<never> {
    await this.duckdb.query(this.connection, `SELECT max(hash(COLUMNS(*))) FROM (${this.query})`);
    throw new DataError({
      code: "FILE_UNREADABLE",
      file: "the result of a query",
      detail: "it ended before its last row",
      hint: "read it again",
    });
  }
}
