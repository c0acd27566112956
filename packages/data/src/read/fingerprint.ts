import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DuckdbEngine, type DuckdbOptions } from "../duckdb/engine.ts";
import { listFiles } from "./files.ts";

/** The files behind a path or glob, and what their content hashes to. */
export interface Fingerprint {
  readonly files: readonly string[];
  readonly sha256: string;
}

/** Node's cryptography is loaded for it alone: reading a table needs none. */
async function sha256(): Promise<Hash> {
  const { createHash } = await import("node:crypto");
  return createHash("sha256");
}

async function hashOf(file: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = await sha256();
  await pipeline(createReadStream(file), hash, signal === undefined ? {} : { signal });
  return hash.digest("hex");
}

/** The sha256 of a file, of several the sha256 of their hashes in the order given. */
export async function hashFiles(files: readonly string[], signal?: AbortSignal): Promise<string> {
  const hashes: string[] = [];
  for (const file of files) hashes.push(await hashOf(file, signal));
  return hashes.length === 1 ? (hashes[0] as string) : (await sha256()).update(hashes.join("\n")).digest("hex");
}

/**
 * The files that a path or glob names, sorted, and the hash of their bytes, without reading them as a table.
 * @throws DataError `FILE_UNREADABLE`, `FILE_MALFORMED` for an empty file
 */
export async function fingerprintSource(
  path: string,
  options: DuckdbOptions & { readonly signal?: AbortSignal } = {},
): Promise<Fingerprint> {
  const files = await DuckdbEngine.use(options, (engine) => listFiles(path, engine));
  return { files, sha256: await hashFiles(files, options.signal) };
}
