import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { duckdbDialect, type SqlEngine, type SqlOptions, type SqlResult } from "@mlops/core/sql";
import { allocate, type Column } from "@mlops/core/table";
import { DataError, MLOpsError } from "@mlops/models";
import { chunkDone } from "./chunk-garbage.ts";
import { type ColumnBuilder, columnBuilder, type Room } from "./column-builder.ts";
import type { Allocate } from "./memory-pool.ts";
import { type MemoryReader, memoryReader } from "./memory-reader.ts";
import { type ReadType, readType } from "./sql-type.ts";
import { type StreamedChunk, WholeStream } from "./whole-stream.ts";

export interface DuckdbOptions {
  /** Threads; default all cores. */
  readonly threads?: number;
  /** Memory DuckDB may take, for example `2GB`; default `1GB`. */
  readonly memoryLimit?: string;
  /** Folder for what does not fit into memory; default the system's temporary folder. */
  readonly home?: string;
}

export interface QueryOptions extends SqlOptions {
  /** Rows to make room for at once, where they are known. */
  readonly expectedRows?: number;
  /** Where columns get their memory; default new shared memory. */
  readonly allocate?: Allocate;
}

export interface ColumnInfo {
  readonly name: string;
  /** DuckDB's name of the type. */
  readonly sqlType: string;
  readonly read: ReadType | undefined;
}

/** A DuckDB in memory as `SqlEngine`. Nothing is ever downloaded: extensions are neither installed nor loaded on their own. */
export class DuckdbEngine implements SqlEngine {
  readonly dialect = duckdbDialect;
  /** The connection, for what the port does not have (the appender). */
  readonly connection: DuckDBConnection;
  private readonly memory: MemoryReader;
  private readonly shut: () => void;
  private closed = false;

  private constructor(connection: DuckDBConnection, memory: MemoryReader, shut: () => void) {
    this.connection = connection;
    this.memory = memory;
    this.shut = shut;
  }

  static async open(options: DuckdbOptions = {}): Promise<DuckdbEngine> {
    const duckdb = await import("@duckdb/node-api");
    const instance = await duckdb.DuckDBInstance.create(":memory:", {
      threads: String(options.threads ?? availableParallelism()),
      memory_limit: options.memoryLimit ?? "1GB",
      temp_directory: options.home === undefined ? join(tmpdir(), `mlops-duckdb-${process.pid}`) : join(options.home, "tmp"),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      enable_external_file_cache: "false", // what is read once need not be kept: it would fill all memory there is
    });
    const connection = await instance.connect();
    return new DuckdbEngine(connection, memoryReader(duckdb), () => {
      connection.closeSync();
      instance.closeSync();
    });
  }

  /** Opens an engine for `work` and closes it whatever happens. */
  static async use<T>(options: DuckdbOptions, work: (engine: DuckdbEngine) => Promise<T>): Promise<T> {
    const engine = await DuckdbEngine.open(options);
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  }

  /** Names and types of what a query gives, without running it. */
  async describe(sql: string): Promise<ColumnInfo[]> {
    const rows = await this.rows(`DESCRIBE ${sql}`);
    return rows.map((row) => {
      const { column_name: name, column_type: sqlType } = row as { column_name: string; column_type: string };
      return { name, sqlType, read: readType(sqlType) };
    });
  }

  /** A small result as row objects. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    this.checkOpen();
    return (await this.connection.runAndReadAll(sql)).getRowObjectsJS();
  }

  async exec(sql: string, options: SqlOptions = {}): Promise<void> {
    this.checkOpen();
    await this.interruptible(options.signal, () => this.connection.run(sql));
  }

  async query(sql: string, options: QueryOptions = {}): Promise<SqlResult> {
    this.checkOpen();
    return this.interruptible(options.signal, () => this.gather(sql, options));
  }

  /**
   * The rows of a query part by part, so that a table of any size takes the memory of one part; a part has `rows` or a few more. The next part is
   * gathered in the memory of the last one: a part holds until the next is asked for.
   */
  async *chunks(sql: string, options: SqlOptions & { readonly rows?: number } = {}): AsyncGenerator<Readonly<Record<string, Column>>> {
    this.checkOpen();
    const { rows = 65_536, signal } = options;
    const room = { expected: rows + 2048, allocate, memory: this.memory };
    const { names, builders, stream } = await this.interruptible(signal, () => this.start(sql, room));
    const part = () => Object.fromEntries(builders.map((builder, i) => [names[i] as string, builder.view()]));
    let gathered = 0;
    for (;;) {
      const next = await this.interruptible(signal, () => stream.next());
      if (next === undefined) break;
      append(builders, next);
      gathered += next.count;
      if (gathered < rows) continue;
      yield part();
      for (const builder of builders) builder.clear();
      gathered = 0;
    }
    if (gathered > 0) yield part();
  }

  /** Runs a query with its columns cast to types that have a builder. */
  private async start(
    sql: string,
    room: Room,
  ): Promise<{ names: readonly string[]; builders: readonly ColumnBuilder[]; stream: WholeStream }> {
    const infos = await this.describe(sql);
    const list = infos.map(({ name, sqlType, read }) => {
      if (read === undefined) {
        const hint = "leave the column out with the columns option";
        throw new DataError({ code: "COLUMN_TYPE", column: name, actual: sqlType, expected: "a number, text, boolean or timestamp", hint });
      }
      const quoted = duckdbDialect.identifier(name);
      return `${read.cast(quoted)} AS ${quoted}`;
    });
    const stream = await WholeStream.open(this.connection, list, `(${sql})`);
    const builders = infos.map(({ read }, i) => columnBuilder((read as ReadType).stored, stream.columnType(i), room));
    return { names: infos.map(({ name }) => name), builders, stream };
  }

  private async gather(sql: string, options: QueryOptions): Promise<SqlResult> {
    const room = { expected: options.expectedRows ?? 0, allocate: options.allocate ?? allocate, memory: this.memory };
    const { names, builders, stream } = await this.start(sql, room);
    let rows = 0;
    let reported = 0;
    for (;;) {
      options.signal?.throwIfAborted();
      const next = await stream.next();
      if (next === undefined) break;
      append(builders, next);
      rows += next.count;
      if (rows - reported < 100_000) continue;
      reported = rows;
      options.onProgress?.(rows, options.expectedRows);
    }
    options.onProgress?.(rows, options.expectedRows);
    const columns: Record<string, Column> = {};
    for (const [i, builder] of builders.entries()) columns[names[i] as string] = builder.finish();
    return { rows, columns };
  }

  private async interruptible<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const interrupt = (): void => this.connection.interrupt();
    signal?.addEventListener("abort", interrupt);
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted(); // the interruption, not what it broke
      throw error;
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  }

  private checkOpen(): void {
    if (this.closed) throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "a query after close", hint: "open a new engine" });
  }

  close(): Promise<void> {
    if (!this.closed) this.shut();
    this.closed = true;
    return Promise.resolve();
  }
}

function append(builders: readonly ColumnBuilder[], { chunk, count }: StreamedChunk): void {
  for (const [i, builder] of builders.entries()) builder.append(chunk.getColumnVector(i), count);
  chunkDone(count * builders.length);
}

/** Opens a DuckDB in memory. Close it when done. */
export function openDuckdb(options: DuckdbOptions = {}): Promise<SqlEngine> {
  return DuckdbEngine.open(options);
}
