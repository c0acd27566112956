import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Which process writes a journal: its id, its host and, where the system tells, when it started (ids are used again). */
export interface Writer {
  readonly pid: number;
  readonly host: string;
  readonly started?: string;
}

/** Start of a process in the kernel's ticks, from Linux's /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** This process. */
export function thisWriter(): Writer {
  const started = startOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(started === undefined ? {} : { started }) };
}

/** True if the process still runs; processes of other hosts count as gone. */
export function isAlive({ pid, host, started }: Writer): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return started === undefined || startOf(pid) === started;
}
