import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { figure } from "@mlops/core/report";
import { type Check, failed, ok, warning } from "./check.ts";

const GIB = 2 ** 30;
/** A Parquet file of a million rows, a run's artifacts and the tracking store fit in it. */
const ENOUGH_DISK = 1 * GIB;

export const nodeVersion: Check = () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const enough = major > 22 || (major === 22 && minor >= 13);
  return enough ? ok("node", process.version) : failed("node", `${process.version} is too old`, "install Node 22.13 or later");
};

export const cores: Check = () => ok("machine", `${availableParallelism()} cores, ${figure(Math.round(totalmem() / GIB))} GiB of memory`);

/** A file can be written, renamed and removed in the home folder, and there is room. */
export function homeFolder(home: string): Check {
  return () => {
    try {
      mkdirSync(home, { recursive: true });
      const folder = mkdtempSync(join(home, ".doctor-"));
      writeFileSync(join(folder, "written"), "x");
      rmSync(folder, { recursive: true });
      const { bavail, bsize } = statfsSync(home);
      const free = `${home}, ${figure(Math.floor((bavail * bsize) / GIB))} GiB free`;
      return bavail * bsize < ENOUGH_DISK ? warning("home", free, "make room, or name another folder with --home") : ok("home", free);
    } catch (error) {
      return failed("home", (error as Error).message, "name a folder that you may write to with --home");
    }
  };
}

/** Columns of several threads share memory where the platform has it; without it the same numbers take longer. */
export const sharedMemory: Check = () =>
  typeof SharedArrayBuffer === "function"
    ? ok("threads", "shared memory between worker threads")
    : warning("threads", "no shared memory: columns are copied to worker threads", "start Node without flags that turn it off");
