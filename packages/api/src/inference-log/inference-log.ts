import { setImmediate as nextTurn } from "node:timers/promises";
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

/** Rows that are made into text before other work is let in. */
const STEP = 500;

let logs = 0;

/**
 * Writes answered requests as NDJSON behind the answers: `add` only remembers, and gives rows up when too much waits. A batch is on disk about
 * `delayMs` after it was added; what kill -9 can take is the batch after that, and a torn last line of it, which `repairInferenceLog` cuts off.
 */
export class InferenceLog {
  readonly #options: InferenceLogOptions;
  readonly #number = ++logs;
  readonly #files = new Map<string, LogFile>();
  #waiting: LoggedRequest[] = [];
  #waitingBytes = 0;
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
    this.#waiting.push(request);
    this.#waitingBytes += request.bytes;
    this.#timer ??= setTimeout(() => void this.flush(), delayMs);
  }

  /** Resolves when all that was added before is on disk or given up. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const flushed = this.#writing.then(() => this.#write());
    this.#writing = flushed;
    return flushed;
  }

  async close(): Promise<void> {
    await this.flush();
    for (const file of this.#files.values()) await file.close();
    this.#files.clear();
  }

  async #write(): Promise<void> {
    const requests = this.#waiting;
    this.#waiting = [];
    const groups = new Map<string, LoggedRequest[]>();
    for (const request of requests) {
      const date = new Date(request.time).toISOString().slice(0, 10);
      const path = logFilePath(this.#options.home, date, request.served.name, this.#number);
      const group = groups.get(path);
      if (group === undefined) groups.set(path, [request]);
      else group.push(request);
    }
    await this.#closeOthers(groups);
    for (const [path, group] of groups) await this.#writeGroup(path, group);
  }

  /** One append for all rows of a file, made in steps so that requests are answered in between. */
  async #writeGroup(path: string, requests: readonly LoggedRequest[]): Promise<void> {
    let lines = "";
    let rows = 0;
    let since = 0;
    try {
      for (const request of requests) {
        for (let start = 0; start < request.rows.rows; start += STEP) {
          const end = Math.min(start + STEP, request.rows.rows);
          lines += linesOf(request, start, end);
          since += end - start;
          if (since >= STEP) {
            since = 0;
            await nextTurn();
          }
        }
        rows += request.rows.rows;
      }
      await this.#file(path).append(lines);
      this.#options.logged(rows);
    } catch (error) {
      this.#options.dropped(requests.reduce((sum, request) => sum + request.rows.rows, 0));
      this.#tell(error as Error);
    } finally {
      for (const { bytes } of requests) this.#waitingBytes -= bytes;
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
  async #closeOthers(groups: ReadonlyMap<string, unknown>): Promise<void> {
    if (groups.size === 0) return;
    for (const [path, file] of this.#files) {
      if (groups.has(path)) continue;
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
