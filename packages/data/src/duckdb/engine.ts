import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { duckdbDialect, type SqlEngine, type SqlOptions, type SqlResult } from "@mlops/core/sql";
import { allocate, type Column } from "@mlops/core/table";
import { DataError, MLOpsError } from "@mlops/models";
import { type Connection, type Duckdb, duckdbBindings, type Result } from "./bindings.ts";
import { chunkDone } from "./chunk-garbage.ts";
import { type ColumnBuilder, columnBuilder, type Room } from "./column-builder.ts";
import type { Allocate } from "./memory-pool.ts";
import { memoryReader } from "./memory-reader.ts";
import { rawVector } from "./raw-vector.ts";
import { type ReadType, readType, storedType } from "./sql-type.ts";
import { TableAppender } from "./table-appender.ts";
import { type StreamedChunk, WholeStream } from "./whole-stream.ts";

export interface DuckdbOptions {
  /** Threads for questions about a whole table; default all cores. Rows of a file are read by one thread of DuckDB's beside the calling one. */
  readonly threads?: number;
  /** Memory DuckDB may take, for example `2GB`; default `1GB`. */
  readonly memoryLimit?: string;
  /** Folder for what does not fit into memory; default the system's temporary folder. */
  readonly home?: string;
}

export interface QueryOptions extends SqlOptions {
  /** Whether the query only hands rows of a file over. One thread of DuckDB's makes them then, while this one gathers: two would wait for each other. */
  readonly scan?: boolean;
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
  private readonly duckdb: Duckdb;
  private readonly connection: Connection;
  private readonly shut: () => void;
  private readonly most: number;
  private threads = 1;
  private closed = false;

  private constructor(duckdb: Duckdb, connection: Connection, most: number, shut: () => void) {
    this.duckdb = duckdb;
    this.connection = connection;
    this.most = most;
    this.shut = shut;
  }

  static async open(options: DuckdbOptions = {}): Promise<DuckdbEngine> {
    const duckdb = await duckdbBindings();
    const config = duckdb.create_config();
    const settings = {
      threads: "1",
      memory_limit: options.memoryLimit ?? "1GB",
      temp_directory: options.home === undefined ? join(tmpdir(), `mlops-duckdb-${process.pid}`) : join(options.home, "tmp"),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      enable_external_file_cache: "false", // what is read once need not be kept: it would fill all memory there is
    };
    for (const [name, value] of Object.entries(settings)) duckdb.set_config(config, name, value);
    const database = await duckdb.open(":memory:", config);
    const connection = await duckdb.connect(database);
    return new DuckdbEngine(duckdb, connection, options.threads ?? availableParallelism(), () => {
      duckdb.disconnect_sync(connection);
      duckdb.close_sync(database);
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

  /** A small result as row objects. `whole`: the answer needs all rows of a file, so all threads look for it. */
  async rows(sql: string, { whole = false } = {}): Promise<Record<string, unknown>[]> {
    this.checkOpen();
    if (whole) await this.useThreads(this.most);
    const { rows, columns } = await this.small(await this.duckdb.query(this.connection, sql));
    return Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.at(row) ?? null])),
    );
  }

  async exec(sql: string, options: SqlOptions = {}): Promise<void> {
    this.checkOpen();
    await this.interruptible(options.signal, async () => {
      await this.useThreads(this.most);
      await this.duckdb.query(this.connection, sql);
    });
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
    const { names, builders, stream } = await this.interruptible(signal, async () => {
      await this.useThreads(1);
      return this.start(sql, this.room(rows + 2048));
    });
    const part = () => Object.fromEntries(builders.map((builder, i) => [names[i] as string, builder.view()]));
    let gathered = 0;
    try {
      for (;;) {
        const next = await this.interruptible(signal, () => stream.next());
        if (next === undefined) break;
        this.append(builders, next);
        gathered += next.count;
        if (gathered < rows) continue;
        yield part();
        for (const builder of builders) builder.clear();
        gathered = 0;
      }
      if (gathered > 0) yield part();
    } finally {
      await stream.close();
    }
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
    const stream = await WholeStream.open(this.duckdb, this.connection, list, `(${sql})`);
    const builders = infos.map(({ read }, i) => columnBuilder((read as ReadType).stored, stream.columnType(i), room));
    return { names: infos.map(({ name }) => name), builders, stream };
  }

  private async gather(sql: string, options: QueryOptions): Promise<SqlResult> {
    await this.useThreads(options.scan === true ? 1 : this.most);
    const { names, builders, stream } = await this.start(sql, this.room(options.expectedRows ?? 0, options.allocate));
    let rows = 0;
    let reported = 0;
    try {
      for (;;) {
        options.signal?.throwIfAborted();
        const next = await stream.next();
        if (next === undefined) break;
        this.append(builders, next);
        rows += next.count;
        if (rows - reported < 100_000) continue;
        reported = rows;
        options.onProgress?.(rows, options.expectedRows);
      }
    } finally {
      await stream.close();
    }
    options.onProgress?.(rows, options.expectedRows);
    return { rows, columns: finished(names, builders) };
  }

  /** All of a result that is complete already. */
  private async small(result: Result): Promise<SqlResult> {
    const { duckdb } = this;
    const room = this.room(0);
    const places = Array.from({ length: duckdb.column_count(result) }, (_, i) => i);
    const builders = places.map((i) =>
      columnBuilder(storedType(duckdb.column_type(result, i)), duckdb.column_logical_type(result, i), room),
    );
    let rows = 0;
    for (let chunk = await duckdb.fetch_chunk(result); chunk !== null; chunk = await duckdb.fetch_chunk(result)) {
      const count = duckdb.data_chunk_get_size(chunk);
      if (count === 0) break;
      this.append(builders, { chunk, count });
      rows += count;
    }
    return {
      rows,
      columns: finished(
        places.map((i) => duckdb.column_name(result, i)),
        builders,
      ),
    };
  }

  private room(expected: number, where: Allocate = allocate): Room {
    const { duckdb } = this;
    return { expected, allocate: where, memory: memoryReader(duckdb), duckdb };
  }

  private append(builders: readonly ColumnBuilder[], { chunk, count }: StreamedChunk): void {
    for (const [i, builder] of builders.entries()) builder.append(rawVector(this.duckdb, chunk, i, builder.width, count), count);
    // Buffers over a chunk's memory do not hold the chunk, and DuckDB frees what nothing refers to: this question does.
    if (this.duckdb.data_chunk_get_size(chunk) < count) throw new RangeError("a chunk of DuckDB's has fewer rows than it had");
    chunkDone(count * builders.length);
  }

  /** Threads that work on the queries to come. */
  private async useThreads(threads: number): Promise<void> {
    if (threads === this.threads) return;
    await this.duckdb.query(this.connection, `SET threads=${threads}`);
    this.threads = threads;
  }

  /** Appends to a table that there is. */
  appendTo(table: string): TableAppender {
    this.checkOpen();
    return new TableAppender(this.duckdb, this.connection, table);
  }

  private async interruptible<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const interrupt = (): void => this.duckdb.interrupt(this.connection);
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

function finished(names: readonly string[], builders: readonly ColumnBuilder[]): Record<string, Column> {
  return Object.fromEntries(builders.map((builder, i) => [names[i] as string, builder.finish()]));
}

/** Opens a DuckDB in memory. Close it when done. */
export function openDuckdb(options: DuckdbOptions = {}): Promise<SqlEngine> {
  return DuckdbEngine.open(options);
}
