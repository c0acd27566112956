import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";
import { DataError } from "@mlops/models";

/** A chunk of a result; of its rows only the first `count` belong to the result. */
export interface StreamedChunk {
  readonly chunk: DuckDBDataChunk;
  readonly count: number;
}

/**
 * Streams a query that must come whole. A stream of DuckDB's that an error cuts off may end as if it were complete, so the query is followed by one row
 * that says that it was: rows come in order, and where that one is missing the query is run once more for its error, without keeping its rows.
 */
export class WholeStream {
  private readonly connection: DuckDBConnection;
  private readonly query: string;
  private readonly width: number;
  private readonly result: DuckDBResult;
  private whole = false;

  private constructor(connection: DuckDBConnection, query: string, width: number, result: DuckDBResult) {
    this.connection = connection;
    this.query = query;
    this.width = width;
    this.result = result;
  }

  /** @param columns - SQL of each column, named; all rows of `from` are given */
  static async open(connection: DuckDBConnection, columns: readonly string[], from: string): Promise<WholeStream> {
    const query = `SELECT ${columns.join(", ")}, FALSE FROM ${from}`;
    const last = `SELECT ${columns.map(() => "NULL, ").join("")}TRUE`;
    return new WholeStream(connection, query, columns.length, await connection.stream(`${query} UNION ALL ${last}`));
  }

  columnType(column: number): ReturnType<DuckDBResult["columnType"]> {
    return this.result.columnType(column);
  }

  /** The next rows, undefined after the last. @throws what DuckDB says of the query, where it did not come whole */
  async next(): Promise<StreamedChunk | undefined> {
    if (this.whole) return undefined;
    const chunk = await this.result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return this.cutOff();
    const rows = chunk.rowCount;
    this.whole = chunk.getColumnVector(this.width).getItem(rows - 1) === true;
    if (!this.whole) return { chunk, count: rows };
    return rows === 1 ? undefined : { chunk, count: rows - 1 };
  }

  private async cutOff(): Promise<never> {
    await this.connection.run(`SELECT max(hash(COLUMNS(*))) FROM (${this.query})`);
    throw new DataError({
      code: "FILE_UNREADABLE",
      file: "the result of a query",
      detail: "it ended before its last row",
      hint: "read it again",
    });
  }
}
