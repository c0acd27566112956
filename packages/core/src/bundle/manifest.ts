import { createHash } from "node:crypto";
import { DataError } from "@mlops/models/errors";
import { FILE } from "./layout.ts";
import type { BundleMetadata } from "./spec.ts";

interface FileEntry {
  readonly bytes: number;
  readonly sha256: string;
}

/** `mlops.json`: what is known about the model and the hash of every other file, closed by a hash of itself. */
interface Manifest {
  readonly format: 1;
  readonly metadata: BundleMetadata;
  readonly files: Readonly<Record<string, FileEntry>>;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function manifestText(metadata: BundleMetadata, files: ReadonlyMap<string, Uint8Array>): string {
  const entries = [...files].map(([path, bytes]) => [path, { bytes: bytes.length, sha256: sha256(bytes) }]);
  const manifest: Manifest = { format: 1, metadata, files: Object.fromEntries(entries) };
  return `${JSON.stringify({ ...manifest, sha256: sha256(JSON.stringify(manifest)) }, null, 1)}\n`;
}

/** The metadata and the paths of the other files; `DataError` BUNDLE_INVALID for text that is cut off or was changed. */
export function parseManifest(text: string): Manifest {
  try {
    const { sha256: own, ...manifest } = JSON.parse(text) as Manifest & { sha256: string };
    if (manifest.format !== 1) throw new Error(`its format ${JSON.stringify(manifest.format)} is not 1`);
    if (own !== sha256(JSON.stringify(manifest))) throw new Error("it was changed after it was written");
    return manifest;
  } catch (cause) {
    throw bundleInvalid(FILE.manifest, (cause as Error).message, cause);
  }
}

export function verifyFile(path: string, bytes: Uint8Array, entry: FileEntry): void {
  if (bytes.length !== entry.bytes) throw bundleInvalid(path, `it has ${bytes.length} bytes, ${entry.bytes} were written`);
  if (sha256(bytes) !== entry.sha256) throw bundleInvalid(path, "its content was changed after it was written");
}

export function bundleInvalid(path: string, detail: string, cause?: unknown): DataError {
  return new DataError({ code: "BUNDLE_INVALID", path, detail, ...(cause === undefined ? {} : { cause }) });
}
