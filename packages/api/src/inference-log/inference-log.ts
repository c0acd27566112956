import { setImmediate as nextTurn } from "node:timers/promises";
import { LogBatch } from "./log-batch.ts";
import { LogFile } from "./log-file.ts";
import { logFilePath } from "./log-files.ts";
import { type LoggedRequest, linesOf } from "./logged-request.ts";
import { repairInferenceLog } from "./repair.ts";

export interface InferenceLogOptions {
  readonly home: string;
  /** Told the rows that are on disk. */
  readonly logged: (rows: number) => void;
  /** Told the rows that were given up. */
  readonly dropped: (rows: number) => void;
  /** Told, once a minute at most, why the disk refused. */
  readonly failed?: (error: Error) => void;
  /** Largest sum of request bodies that wait to be written. Default 32 MB. */
  readonly limitBytes?: number;
  /** Longest time in ms that a row waits before it is written. Default 100. */
  readonly delayMs?: number;
}

/** Rows that are made into bytes before other work is let in. */
const STEP = 500;

let logs = 0;

/**
 * Writes answered requests as NDJSON behind the answers: `add` only remembers, and gives rows up when too much waits. Rows become bytes in the next turn
 * of the event loop, so that the requests die young, and are on disk about `delayMs` later. What kill -9 can take is the batch after the last one on
 * disk, and a torn last line of it, which `repairInferenceLog` cuts off.
 */
export class InferenceLog {
  readonly #options: InferenceLogOptions;
  readonly #number = ++logs;
  readonly #files = new Map<string, LogFile>();
  /** What waits, by the file that it is appended to. */
  #batches = new Map<string, LogBatch>();
  #spare: LogBatch | undefined;
  #queue: LoggedRequest[] = [];
  /** Rows of the first request in the queue that are bytes already. */
  #row = 0;
  #added = 0;
  #encoded = 0;
  #waitingBytes = 0;
  #turn: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<unknown>;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(options: InferenceLogOptions) {
    this.#options = options;
    this.#writing = repairInferenceLog(options.home).catch((error: Error) => this.#tell(error));
  }

  /** Never waits, never throws. */
  add(request: LoggedRequest): void {
    const { limitBytes = 32 * 2 ** 20, delayMs = 100, dropped } = this.#options;
    if (request.rows.rows === 0) return;
    if (this.#waitingBytes + request.bytes > limitBytes) {
      dropped(request.rows.rows);
      return;
    }
    this.#queue.push(request);
    this.#added++;
    this.#waitingBytes += request.bytes;
    this.#turn ??= setImmediate(() => this.#encode());
    this.#timer ??= setTimeout(() => void this.flush(), delayMs);
  }

  /** Resolves when all that was added before is on disk or given up. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const until = this.#added;
    const flushed = this.#writing.then(() => this.#write(until));
    this.#writing = flushed;
    return flushed;
  }

  async close(): Promise<void> {
    await this.flush();
    for (const file of this.#files.values()) await file.close();
    this.#files.clear();
  }

  /** Makes the rows that wait into bytes, `STEP` of them in one turn. */
  #encode(): void {
    this.#turn = undefined;
    for (let room = STEP; room > 0 && this.#queue.length > 0; ) {
      const request = this.#queue[0] as LoggedRequest;
      const end = Math.min(this.#row + room, request.rows.rows);
      this.#waitingBytes += this.#batchOf(request).add(linesOf(request, this.#row, end), end - this.#row);
      room -= end - this.#row;
      this.#row = end;
      if (end < request.rows.rows) break;
      this.#row = 0;
      this.#queue.shift();
      this.#encoded++;
      this.#waitingBytes -= request.bytes;
    }
    if (this.#queue.length > 0) this.#turn ??= setImmediate(() => this.#encode());
  }

  #batchOf({ time, served }: LoggedRequest): LogBatch {
    const date = new Date(time).toISOString().slice(0, 10);
    const path = logFilePath(this.#options.home, date, served.name, this.#number);
    let batch = this.#batches.get(path);
    if (batch === undefined) {
      batch = this.#spare ?? new LogBatch();
      this.#spare = undefined;
      this.#batches.set(path, batch);
    }
    return batch;
  }

  async #write(until: number): Promise<void> {
    while (this.#encoded < until) {
      this.#encode();
      await nextTurn();
    }
    const batches = this.#batches;
    this.#batches = new Map();
    await this.#closeOthers(batches);
    for (const [path, batch] of batches) {
      const { bytes, rows } = batch;
      try {
        await this.#file(path).append(bytes);
        this.#options.logged(rows);
      } catch (error) {
        this.#options.dropped(rows);
        this.#tell(error as Error);
      }
      this.#waitingBytes -= bytes.length;
      if (batch.clear()) this.#spare = batch;
    }
  }

  #file(path: string): LogFile {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = new LogFile(path);
      this.#files.set(path, file);
    }
    return file;
  }

  /** Files that this batch does not write to are closed: those of yesterday will not be written to again. */
  async #closeOthers(batches: ReadonlyMap<string, unknown>): Promise<void> {
    if (batches.size === 0) return;
    for (const [path, file] of this.#files) {
      if (batches.has(path)) continue;
      this.#files.delete(path);
      await file.close();
    }
  }

  #tell(error: Error): void {
    if (performance.now() - this.#toldAt < 60_000) return;
    this.#toldAt = performance.now();
    this.#options.failed?.(error);
  }
}
