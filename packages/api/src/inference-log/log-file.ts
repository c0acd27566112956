import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/** One file of the log, appended to by this process alone. Between appends it holds whole lines only, whatever the disk refuses. */
export class LogFile {
  readonly path: string;
  #handle: FileHandle | undefined;
  #length = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Resolves when whole lines are on disk. Rejects with the file then as it was before. */
  async append(bytes: Buffer): Promise<void> {
    const handle = await this.#open();
    try {
      for (let from = 0; from < bytes.length; ) from += (await handle.write(bytes, from, bytes.length - from)).bytesWritten;
      await handle.datasync();
    } catch (error) {
      await handle.truncate(this.#length).catch(() => undefined);
      throw error;
    }
    this.#length += bytes.length;
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle !== undefined) return this.#handle;
    await mkdir(dirname(this.path), { recursive: true });
    this.#handle = await open(this.path, "a");
    this.#length = (await this.#handle.stat()).size;
    return this.#handle;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }
}
