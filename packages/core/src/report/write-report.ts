import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { PipelineError } from "@mlops/models/errors";

/** Writes a page, or bytes, so that it is there whole or not at all: temporary file, fsync, rename. Throws `PipelineError` STATE_UNWRITABLE. */
export async function writeReport(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(temporary, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined); // what stopped the write may stop the removal, too
    throw new PipelineError({ code: "STATE_UNWRITABLE", file, detail: (cause as Error).message, cause });
  }
}
