import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A file of the log: which day and model it is of, and the process that writes it. */
export interface LogFileName {
  readonly path: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly model: string;
  readonly pid: number;
  /** Start of that process in base 36; ids of processes are used again. */
  readonly started: string;
}

/** Folder of the log below the home folder. */
export const INFERENCE = "inference";

const FOLDER = /^date=(\d{4}-\d{2}-\d{2})$/;
const FILE = /^(.+)\.(\d+)-([0-9a-z]+)-\d+\.ndjson$/;

/** Start of this process, as the names of its files have it. */
export const STARTED: string = Math.floor(performance.timeOrigin).toString(36);

/** `date=2026-01-31/churn.4711-mf3k2a1b-1.ndjson`: each log of each process has files of its own, so none is ever written by two. */
export function logFilePath(home: string, date: string, model: string, log: number): string {
  const name = `${encodeURIComponent(model)}.${process.pid}-${STARTED}-${log}.ndjson`;
  return join(home, INFERENCE, `date=${date}`, name);
}

/** The files of the log by date, then name; none where there is no log. */
export async function listLogFiles(home: string): Promise<LogFileName[]> {
  const root = join(home, INFERENCE);
  const files: LogFileName[] = [];
  for (const folder of (await names(root)).sort()) {
    const date = FOLDER.exec(folder)?.[1];
    if (date === undefined) continue;
    for (const name of (await names(join(root, folder))).sort()) {
      const [, model, pid, started] = FILE.exec(name) ?? [];
      if (model === undefined || started === undefined) continue;
      files.push({ path: join(root, folder, name), date, model: decodeURIComponent(model), pid: Number(pid), started });
    }
  }
  return files;
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
