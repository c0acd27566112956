import type { Signature } from "../kernel/onnx/signature.ts";
import { environmentFiles } from "./environment.ts";
import { FILE } from "./layout.ts";
import { manifestText, sha256 } from "./manifest.ts";
import { modelFile } from "./ml-model.ts";
import { LOADER_SOURCE } from "./pyfunc-loader.ts";
import type { BundleOptions, BundleSpec, SplitRows } from "./spec.ts";

/**
 * The files of a model directory by relative path: what MLflow needs to load it, our golden rows and reference profile,
 * and `mlops.json`, last, with the hash of every other file.
 */
export function bundleFiles(spec: BundleSpec, options: BundleOptions = {}): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([[FILE.graph, spec.graph]]);
  const add = (path: string, text: string): void => void files.set(path, new TextEncoder().encode(text));
  for (const [path, text] of Object.entries(environmentFiles())) add(path, text);
  const example = exampleText(spec.inputExample, spec.signature);
  add(FILE.example, example);
  add(FILE.servingExample, `{"dataframe_split": ${example}}`);
  add(FILE.loader, LOADER_SOURCE);
  add(FILE.golden, `${JSON.stringify(spec.goldenRows)}\n`);
  if (spec.referenceProfile !== undefined) add(FILE.profile, `${JSON.stringify(spec.referenceProfile)}\n`);

  const size = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const uuid = sha256(spec.graph).slice(0, 32);
  add(FILE.model, modelFile({ signature: spec.signature, metadata: spec.metadata, size, uuid, options }));
  add(FILE.manifest, manifestText(spec.metadata, files));
  return files;
}

/**
 * JSON has no NaN and none of the infinities: `JSON.stringify` writes them as null, which pandas reads as missing. Datetimes lose their zone,
 * which is UTC: MLflow refuses those that have one.
 */
function exampleText({ columns, data }: SplitRows, signature: Signature): string {
  const datetimes = new Set(signature.inputs.filter(({ type }) => type === "datetime").map(({ name }) => name));
  const rows = data.map((row) =>
    row.map((cell, k) => (typeof cell === "string" && datetimes.has(columns[k] as string) ? withoutZone(cell) : cell)),
  );
  return JSON.stringify({ columns, data: rows });
}

function withoutZone(instant: string): string {
  return new Date(instant).toISOString().slice(0, -1);
}
