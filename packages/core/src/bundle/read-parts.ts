import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@mlops/models/errors";
import { compileGraph } from "../kernel/onnx/compile-graph.ts";
import { FILE, LOADER_MODULE } from "./layout.ts";
import { bundleInvalid, parseManifest, verifyFile } from "./manifest.ts";
import { type ModelFile, parseModelFile } from "./ml-model.ts";
import type { BundleParts } from "./scorer.ts";
import { signatureOf } from "./signature-of.ts";
import type { GoldenRows } from "./spec.ts";

type Read = (path: string) => Promise<Uint8Array>;

/** Reads a model directory, or its files by relative path: see `readBundle`. */
export async function readParts(source: string | ReadonlyMap<string, Uint8Array>): Promise<BundleParts> {
  const read = reader(source);
  const manifestBytes = await optional(read, FILE.manifest);
  const files = new Map<string, Uint8Array>();
  const manifest = manifestBytes === null ? null : parseManifest(textOf(manifestBytes));
  if (manifest !== null && manifestBytes !== null) {
    for (const [path, entry] of Object.entries(manifest.files)) {
      const bytes = await read(path);
      verifyFile(path, bytes, entry);
      files.set(path, bytes);
    }
    files.set(FILE.manifest, manifestBytes);
  } else files.set(FILE.model, await read(FILE.model));

  const model = modelFileOf(files);
  if (manifest === null && model.loader === LOADER_MODULE) throw bundleInvalid(FILE.manifest, "the file is missing");
  if (!files.has(model.graph)) files.set(model.graph, await read(model.graph));
  const graph = files.get(model.graph) as Uint8Array;
  const compiled = named(model.graph, () => compileGraph(graph));
  return {
    compiled,
    graph,
    files,
    signature: model.signature ?? signatureOf(compiled),
    metadata: manifest?.metadata ?? null,
    goldenRows: jsonOf(files, FILE.golden) as GoldenRows | null,
    referenceProfile: jsonOf(files, FILE.profile),
    modelId: model.modelId,
    runId: model.runId,
  };
}

function reader(source: string | ReadonlyMap<string, Uint8Array>): Read {
  if (typeof source !== "string") {
    return async (path) => {
      const bytes = source.get(path);
      if (bytes === undefined) throw bundleInvalid(path, "the file is missing");
      return bytes;
    };
  }
  return async (path) => {
    const file = join(source, path);
    try {
      return await readFile(file);
    } catch (cause) {
      const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
      throw bundleInvalid(file, missing ? "the file is missing" : (cause as Error).message, cause);
    }
  };
}

/** Null where the file is missing; other failures are thrown. */
async function optional(read: Read, path: string): Promise<Uint8Array | null> {
  try {
    return await read(path);
  } catch (error) {
    if (DataError.isInstance(error) && error.fields["detail"] === "the file is missing") return null;
    throw error;
  }
}

function modelFileOf(files: ReadonlyMap<string, Uint8Array>): ModelFile {
  return named(FILE.model, () => parseModelFile(textOf(files.get(FILE.model) as Uint8Array)));
}

/** Errors of `work` that say nothing of a file become BUNDLE_INVALID that names it. */
function named<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    if (code === "NOT_SUPPORTED") throw cause;
    throw bundleInvalid(path, (cause as Error).message, cause);
  }
}

function jsonOf(files: ReadonlyMap<string, Uint8Array>, path: string) {
  const bytes = files.get(path);
  return bytes === undefined ? null : named(path, () => JSON.parse(textOf(bytes)));
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
