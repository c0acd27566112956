import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { PipelineError } from "@mlops/models/errors";

/** Runs `work`; a failure of the file system becomes `PipelineError` `STATE_UNWRITABLE` that names `file`. */
export function writing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (typeof (cause as NodeJS.ErrnoException).code !== "string") throw cause;
    throw new PipelineError({ code: "STATE_UNWRITABLE", file, detail: (cause as Error).message, cause });
  }
}

/** Writes all of `text`; the system may take it in parts. */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
}

/** Makes the names in `folder` last over a power cut, where the platform can. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes `text` to `file` whole or not at all: a temporary file beside it, fsync, rename. */
export function writeFileWhole(file: string, text: string): void {
  const folder = dirname(file);
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  writing(file, () => {
    mkdirSync(folder, { recursive: true });
    try {
      const descriptor = openSync(temporary, "wx");
      try {
        writeAll(descriptor, text);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(folder);
  });
}
