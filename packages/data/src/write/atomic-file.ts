import { mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError, MLOpsError } from "@mlops/models";

function unwritable(file: string, cause: unknown): unknown {
  if (MLOpsError.isInstance(cause) || (cause as Error).name === "AbortError") return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const full = code === "ENOSPC" || code === "EFBIG" || code === "EDQUOT" || /No space left|File too large/i.test(message);
  const detail = full ? "the disk is full or a size limit is reached" : (message.split("\n", 1)[0] as string);
  return new DataError({ code: "FILE_UNWRITABLE", file, detail, cause });
}

/**
 * Writes a file whole or not at all: `write` fills a temporary file in the same folder, which is synced and renamed over `file`; whatever fails
 * removes it. What is no regular file (a device, a pipe) cannot be replaced and is written directly.
 */
export async function writeAtomically(file: string, write: (path: string) => Promise<void>): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(file).catch(() => file);
    const found = await stat(target).catch(() => undefined);
    if (found?.isDirectory()) throw new DataError({ code: "FILE_UNWRITABLE", file, detail: "it is a folder" });
    if (found !== undefined && !found.isFile()) return await write(target);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    temporary = join(folder, `.${basename(target)}.${crypto.randomUUID()}.tmp`);
    await write(temporary);
    await sync(temporary, "r+");
    await rename(temporary, target);
    temporary = undefined;
    await sync(folder, "r");
  } catch (cause) {
    throw unwritable(file, cause);
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true });
  }
}

async function sync(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
