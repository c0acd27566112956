import { open, readFile } from "node:fs/promises";
import { decodeProfile, encodeProfile, isProfileBytes, readProfile, type TableProfile } from "@mlops/core/profile";
import { DataError, MLOpsError } from "@mlops/models";

/** Ending of the binary form. */
const BINARY = /\.profile$/i;
const JSON_FILE = /\.json$/i;
/** How a saved profile begins, whatever the order of its keys. */
const BEGINS = /^\s*\{\s*"(?:version|rows|columns)"\s*:/;

/**
 * Saves a profile: in the compact binary form where the name ends in `.profile`, else as JSON. It is there whole or not at all.
 * @throws PipelineError `STATE_UNWRITABLE`
 */
export async function saveProfile(file: string, profile: TableProfile): Promise<void> {
  const { writeReport } = await import("@mlops/core/report");
  await writeReport(file, BINARY.test(file) ? encodeProfile(profile) : `${JSON.stringify(profile)}\n`);
}

/**
 * The profile that a file holds in either form, such as a bundle's `reference-profile.json`.
 * @throws DataError `FILE_UNREADABLE`; `FILE_MALFORMED` for what is no profile or one of another version
 */
export async function loadProfile(file: string): Promise<TableProfile> {
  const bytes = await readBytes(file);
  if (isProfileBytes(bytes)) return inFile(file, () => decodeProfile(bytes));
  const json = jsonIn(bytes);
  if (json === undefined) throw malformed(file, "it is no profile", "give a file that saveProfile or mlops drift profile wrote");
  return inFile(file, () => readProfile(json));
}

/**
 * The profile of a file that holds one, undefined for any other file: it may be a table. The content decides, for JSON the ending too.
 * @throws DataError as `loadProfile`, for a profile that cannot be used
 */
export async function profileInFile(file: string): Promise<TableProfile | undefined> {
  const head = await readHead(file);
  if (isProfileBytes(head) || BINARY.test(file)) return loadProfile(file);
  if (!JSON_FILE.test(file) || !BEGINS.test(new TextDecoder().decode(head))) return undefined;
  const json = jsonIn(await readBytes(file)) as { columns?: unknown } | undefined;
  return typeof json?.columns === "object" ? inFile(file, () => readProfile(json)) : undefined; // lines of JSON are a table
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DataError({ code: "FILE_UNREADABLE", file, detail: (cause as Error).message, cause });
  }
}

/** The first bytes of a file; none where it cannot be read, which whoever reads it as a table tells. */
async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return new Uint8Array(0);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(256), 0, 256, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return new Uint8Array(0); // a folder
  } finally {
    await handle.close();
  }
}

function inFile(file: string, read: () => TableProfile): TableProfile {
  try {
    return read();
  } catch (error) {
    if (!MLOpsError.isInstance(error)) throw error;
    throw malformed(file, error.message, error.hint ?? "profile the table again", error);
  }
}

function malformed(file: string, detail: string, hint: string, cause?: unknown): DataError {
  return new DataError({ code: "FILE_MALFORMED", file, detail, hint, ...(cause === undefined ? {} : { cause }) });
}
