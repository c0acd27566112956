import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { TrackingError } from "@mlops/models/errors";
import { matchesLike } from "./like.ts";
import { loadSqlite } from "./quiet-sqlite.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

export type SqlValue = SQLInputValue;

/** How long a writer waits for another process's write, in ms. */
const BUSY_TIMEOUT_MS = 30_000;
const SQLITE_BUSY = 5;

/** SQLite as the store uses it: WAL, every commit on disk, writers of several processes one after the other. */
export interface TrackingDatabase {
  readonly file: string;
  all<Row>(sql: string, ...values: SqlValue[]): Row[];
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined;
  run(sql: string, ...values: SqlValue[]): { changes: number; lastId: number };
  /** Runs `body` in one transaction: all of it is on disk afterwards, or nothing is changed. */
  write<T>(body: () => T): T;
  /** Runs `body` on one snapshot. */
  read<T>(body: () => T): T;
  close(): void;
}

/**
 * Opens the store's file, creating it where it is missing.
 * @throws TrackingError `TRACKING_UNREACHABLE` when the file cannot be opened, is no database or comes from a newer version
 */
export function openTrackingDatabase(file: string, now: number): TrackingDatabase {
  const connection = guarded(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    const { DatabaseSync } = loadSqlite();
    const opened = new DatabaseSync(file);
    try {
      prepareConnection(opened, file, now);
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  });

  const statements = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    let prepared = statements.get(sql);
    if (prepared === undefined) {
      prepared = connection.prepare(sql);
      statements.set(sql, prepared);
    }
    return prepared;
  };
  const transaction = <T>(begin: string, body: () => T): T =>
    guarded(file, () => {
      connection.exec(begin);
      try {
        const result = body();
        connection.exec("COMMIT");
        return result;
      } catch (error) {
        if (connection.isTransaction !== false) rollback(connection);
        throw error;
      }
    });

  return {
    file,
    all: <Row>(sql: string, ...values: SqlValue[]) => statement(sql).all(...values) as Row[],
    get: <Row>(sql: string, ...values: SqlValue[]) => statement(sql).get(...values) as Row | undefined,
    run: (sql, ...values) => {
      const { changes, lastInsertRowid } = statement(sql).run(...values);
      return { changes: Number(changes), lastId: Number(lastInsertRowid) };
    },
    write: (body) => transaction("BEGIN IMMEDIATE", body),
    read: (body) => transaction("BEGIN", body),
    close: () => {
      statements.clear();
      connection.close();
    },
  };
}

function prepareConnection(connection: DatabaseSync, file: string, now: number): void {
  connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA foreign_keys = ON;`);
  connection.function("mlops_like", { deterministic: true }, (value, pattern, fold) =>
    typeof value === "string" && matchesLike(value, String(pattern), fold === 1) ? 1 : 0,
  );
  // Two processes that switch a new file to WAL at once do not wait for each other: SQLite answers "busy" at once.
  retryBusy(() => connection.exec("PRAGMA journal_mode = WAL"));
  connection.exec("PRAGMA synchronous = FULL");
  connection.exec("BEGIN IMMEDIATE");
  try {
    const version = (connection.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
    if (version > SCHEMA_VERSION) {
      const detail = `it was written by a newer version (schema ${version}, this one knows ${SCHEMA_VERSION})`;
      throw new TrackingError({ code: "TRACKING_UNREACHABLE", url: file, detail, hint: "upgrade @mlops/core" });
    }
    if (version === 0) {
      connection.exec(SCHEMA);
      connection.prepare("INSERT INTO experiments VALUES (0, 'Default', 'mlflow-artifacts:/0', 'active', ?, ?)").run(now, now);
      connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    }
    connection.exec("COMMIT");
  } catch (error) {
    rollback(connection);
    throw error;
  }
}

function rollback(connection: DatabaseSync): void {
  try {
    connection.exec("ROLLBACK");
  } catch {
    // SQLite has rolled back by itself (disk full, I/O error): the first error says why.
  }
}

function retryBusy(body: () => void): void {
  for (let tries = 0; ; tries++) {
    try {
      body();
      return;
    } catch (error) {
      if (sqliteCode(error) !== SQLITE_BUSY || tries > 200) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
    }
  }
}

function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === "ERR_SQLITE_ERROR" && typeof errcode === "number" ? errcode & 0xff : undefined;
}

const SQLITE_CONSTRAINT = 19;

/** Turns what the disk or SQLite says into a TrackingError; constraint violations and other errors pass as they are. */
function guarded<T>(file: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    const code = sqliteCode(error);
    const system = typeof (error as { syscall?: unknown }).syscall === "string";
    if ((code === undefined || code === SQLITE_CONSTRAINT) && !system) throw error;
    const detail = (error as Error).message;
    throw new TrackingError({
      code: "TRACKING_UNREACHABLE",
      url: file,
      detail,
      hint: "check free space and permissions of the home folder, and that the file is a tracking store",
      cause: error,
    });
  }
}
