import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DataError } from "@mlops/models/errors";
import { bundleFiles } from "./bundle-files.ts";
import type { BundleOptions, BundleSpec } from "./spec.ts";

/**
 * Writes a model directory whole or not at all: into a folder beside it, every file and folder flushed to disk, then renamed.
 * A folder that exists and holds files is not touched. Failures are `DataError` FILE_UNWRITABLE and leave nothing behind.
 */
export async function writeBundle(folder: string, spec: BundleSpec, options: BundleOptions = {}): Promise<void> {
  const target = resolve(folder);
  const files = bundleFiles(spec, options);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    if ((await namesIn(target)).length > 0)
      throw new DataError({ code: "FILE_UNWRITABLE", file: target, detail: "the folder exists and is not empty" });
    await mkdir(temporary, { recursive: true });
    const folders = new Set([temporary]);
    for (const [path, bytes] of files) {
      const file = join(temporary, path);
      if (!folders.has(dirname(file))) await mkdir(dirname(file), { recursive: true });
      folders.add(dirname(file));
      await writeFlushed(file, bytes);
    }
    for (const path of [...folders].reverse()) await flushFolder(path);
    await rename(temporary, target);
    await flushFolder(dirname(target));
  } catch (cause) {
    // What stopped the write may stop the removal, too; the first error is the one to tell.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    if (DataError.isInstance(cause)) throw cause;
    throw new DataError({ code: "FILE_UNWRITABLE", file: target, detail: (cause as Error).message, cause });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder last; where folders cannot be flushed (Windows) the rename alone must do. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
