import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { TrackingError } from "@mlops/models/errors";

/** Files by the SHA-256 of their bytes: written once, whole, and verified whenever they are read. */
export interface BlobStore {
  /** Gives the hash. When it returns, the bytes are on disk under that name. */
  put(bytes: Uint8Array): Promise<string>;
  /** Throws `TRACKING_RESPONSE` when the file is gone or its bytes are not those that were stored. */
  get(sha256: string): Promise<Uint8Array>;
}

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export function openBlobStore(folder: string): BlobStore {
  const fileOf = (hash: string) => join(folder, hash);
  const stored = async (hash: string) => {
    const bytes = await readFile(fileOf(hash)).catch(() => undefined);
    return bytes !== undefined && sha256Of(bytes) === hash;
  };

  return {
    async put(bytes) {
      const hash = sha256Of(bytes);
      if (await stored(hash)) return hash;
      const temporary = join(folder, `.${hash}.${randomBytes(6).toString("hex")}.tmp`);
      try {
        await mkdir(folder, { recursive: true });
        const file = await open(temporary, "wx");
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, fileOf(hash));
        await syncFolder(folder);
      } catch (cause) {
        await rm(temporary, { force: true });
        const detail = (cause as Error).message;
        const hint = "check free space and permissions of the home folder";
        throw new TrackingError({ code: "TRACKING_UNREACHABLE", url: folder, detail, hint, cause });
      }
      return hash;
    },

    async get(hash) {
      const corrupt = (detail: string, cause?: unknown) =>
        new TrackingError({
          code: "TRACKING_RESPONSE",
          url: fileOf(hash),
          detail,
          hint: "restore the file from a backup or log the artifact again",
          cause,
        });
      const bytes = await readFile(fileOf(hash)).catch((cause: unknown) => {
        throw corrupt(`the stored file cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
      });
      if (sha256Of(bytes) !== hash) throw corrupt("the stored file was changed: its hash differs");
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
  };
}

/** A rename is on disk only once its folder is; Windows neither allows nor needs this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
