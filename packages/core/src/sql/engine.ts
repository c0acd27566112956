import type { Column } from "../kernel/table/column.ts";
import type { SqlDialect } from "./dialect.ts";

export interface SqlOptions {
  readonly signal?: AbortSignal;
  /** Called with the rows that have arrived, and how many there are where that is known. */
  readonly onProgress?: (rows: number, total?: number) => void;
}

/** The rows of a query as kernel columns, in the order the query names them. */
export interface SqlResult {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Column>>;
}

/** A place that runs SQL. Whoever opened it closes it; after `close` every call is refused. */
export interface SqlEngine {
  readonly dialect: SqlDialect;
  query(sql: string, options?: SqlOptions): Promise<SqlResult>;
  exec(sql: string, options?: SqlOptions): Promise<void>;
  close(): Promise<void>;
}
