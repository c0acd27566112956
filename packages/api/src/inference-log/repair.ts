import { open } from "node:fs/promises";
import { processRuns } from "../endpoint/process-runs.ts";
import { listLogFiles, STARTED } from "./log-files.ts";

const STEP = 64 * 1024;

/**
 * Cuts off the last line of each file whose process was killed while it wrote: what remains is whole lines.
 * Files of processes that run are left alone. Returns the paths of what was repaired.
 */
export async function repairInferenceLog(home: string): Promise<string[]> {
  const repaired: string[] = [];
  for (const { path, pid, started } of await listLogFiles(home)) {
    const written = pid === process.pid ? started === STARTED : processRuns(pid);
    if (!written && (await cutTornLine(path))) repaired.push(path);
  }
  return repaired;
}

async function cutTornLine(path: string): Promise<boolean> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const whole = await endOfLastLine(size, async (from, bytes) => void (await file.read(bytes, 0, bytes.length, from)));
    if (whole === size) return false;
    await file.truncate(whole);
    await file.datasync();
    return true;
  } finally {
    await file.close();
  }
}

/** Where the last whole line ends, looked for from the end of the file. */
async function endOfLastLine(size: number, read: (from: number, bytes: Buffer) => Promise<void>): Promise<number> {
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - STEP);
    const bytes = Buffer.alloc(end - from);
    await read(from, bytes);
    const at = bytes.lastIndexOf(10);
    if (at >= 0) return from + at + 1;
    end = from;
  }
  return 0;
}
