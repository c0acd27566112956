import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writing } from "./state-file.ts";
import { isAlive, thisWriter, type Writer } from "./writer.ts";

export interface ProcessLockOptions {
  /** How long to wait for the lock in ms. Default 0. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** Makes the error when another process keeps the lock; by default its id is named. */
  readonly busy: (holder: { readonly pid: number }) => Error;
}

const RETRY_MS = 50;

type Held = Writer & { readonly id: string };

/**
 * Does `work` while no other process (and no other call in this one) holds `file`. The file names its holder; one whose process is gone, after a
 * kill -9 say, is taken over. It is removed when the work is over.
 * @throws what `busy` makes when the lock is not free in time; PipelineError `STATE_UNWRITABLE`; what `work` throws
 */
export async function withProcessLock<T>(file: string, options: ProcessLockOptions, work: () => Promise<T>): Promise<T> {
  const mine: Held = { ...thisWriter(), id: randomUUID() };
  const endsAt = Date.now() + (options.waitMs ?? 0);
  while (!take(file, mine)) {
    options.signal?.throwIfAborted();
    const holder = read(file);
    if (holder !== undefined && !isAlive(holder)) removeStale(file, holder);
    else if (Date.now() >= endsAt) throw options.busy(holder ?? { pid: 0 });
    else await pause(RETRY_MS, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
  try {
    return await work();
  } finally {
    if (read(file)?.id === mine.id) rmSync(file, { force: true });
  }
}

/** A link to a whole file: whoever looks sees the holder's name from the first moment. */
function take(file: string, holder: Held): boolean {
  const temporary = `${file}.${holder.id}.tmp`;
  return writing(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(holder));
    try {
      linkSync(temporary, file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  });
}

function read(file: string): Held | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Held;
  } catch {
    return undefined; // gone meanwhile
  }
}

/** Removes the lock of a process that is gone; two processes that find it at once take turns, so that neither removes what the other just took. */
function removeStale(file: string, gone: Held): void {
  const turn = `${file}.takeover`;
  const mine: Held = { ...thisWriter(), id: randomUUID() };
  if (!take(turn, mine)) {
    const other = read(turn);
    if (other !== undefined && !isAlive(other)) rmSync(turn, { force: true });
    return;
  }
  try {
    if (read(file)?.id === gone.id) rmSync(file, { force: true });
  } finally {
    rmSync(turn, { force: true });
  }
}
