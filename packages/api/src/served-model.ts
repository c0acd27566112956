import { fileURLToPath } from "node:url";
import { readScorer, type Scorer } from "@mlops/core/scoring";
import type { TrackingConfig } from "@mlops/models";
import { ConfigError, DataError } from "@mlops/models/errors";

/** A model: its URI (`models:/name@champion`, `runs:/…`), its folder, or one that is loaded already, by `readBundle` or `readScorer`. */
export type ModelSource = string | Scorer;

/** One version under a name and its share of the traffic. */
export interface VersionSource {
  /** Default: the registered version, else `1`. */
  readonly version?: string;
  readonly model: ModelSource;
  /** Share of the requests, relative to the other versions'. Default 1; 0 answers only when it is asked for by version. */
  readonly weight?: number;
}

export interface ServedVersion {
  readonly name: string;
  readonly version: string;
  readonly weight: number;
  readonly bundle: Scorer;
}

export interface ServedModel {
  readonly name: string;
  readonly versions: readonly ServedVersion[];
}

export interface LoadContext {
  readonly home: string;
  readonly trackingConfig?: Partial<TrackingConfig>;
}

/** Loads every version of one model and checks each against its golden rows; one that differs is not served. */
export async function loadModel(name: string, source: ModelSource | readonly VersionSource[], context: LoadContext): Promise<ServedModel> {
  const sources = isVersions(source) ? source : [{ model: source }];
  const versions = await Promise.all(sources.map((each) => loadVersion(name, each, context)));
  const twice = versions.find(({ version }, k) => versions.findIndex((other) => other.version === version) < k);
  if (twice !== undefined) throw invalid(name, `version ${twice.version} is given twice`);
  const weights = versions.map(({ weight }) => weight);
  if (weights.some((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY)) || !weights.some((weight) => weight > 0)) {
    throw invalid(name, "the weights must not be negative, and one must be above 0");
  }
  return { name, versions };
}

function isVersions(source: ModelSource | readonly VersionSource[]): source is readonly VersionSource[] {
  return Array.isArray(source);
}

function invalid(name: string, detail: string): ConfigError {
  return new ConfigError({ code: "PARAMETER_INVALID", parameter: `models.${name}`, detail });
}

async function loadVersion(name: string, source: VersionSource, context: LoadContext): Promise<ServedVersion> {
  const { model, weight = 1 } = source;
  const found = typeof model === "string" ? await fromUri(model, context) : { bundle: model };
  const { bundle } = found;
  if (bundle.goldenRows !== null) {
    const { ok, maxError, tolerance, labelsEqual } = bundle.verifyGoldenRows();
    if (!ok) {
      const detail = `the golden rows differ: largest error ${maxError} (tolerance ${tolerance}), labels ${labelsEqual ? "equal" : "differ"}`;
      throw new DataError({ code: "BUNDLE_INVALID", path: typeof model === "string" ? model : name, detail });
    }
  }
  return { name, version: source.version ?? found.version ?? "1", weight, bundle };
}

async function fromUri(uri: string, { home, trackingConfig }: LoadContext): Promise<{ bundle: Scorer; version?: string }> {
  if (/^file:/i.test(uri)) return { bundle: await readScorer(fileURLToPath(uri)) };
  if (!/^[a-z][a-z0-9+.-]+:/i.test(uri)) return { bundle: await readScorer(uri) };
  const { openTracking } = await import("@mlops/core/tracking"); // a model in a folder needs no registry
  const tracking = await openTracking({ ...trackingConfig, home });
  try {
    const { folder, version } = await tracking.registry.resolveModelUri(uri);
    const bundle = await readScorer(folder);
    return version === undefined ? { bundle } : { bundle, version: version.version };
  } finally {
    await tracking.close();
  }
}

/** The version with the largest share, which stands for the model where no request is answered. */
export function mainVersion({ versions }: ServedModel): ServedVersion {
  return versions.reduce((main, version) => (version.weight > main.weight ? version : main));
}

/** The version that answers a request: the same id always gets the same one, and shares follow the weights. */
export function versionFor({ versions }: ServedModel, requestId: string): ServedVersion {
  if (versions.length === 1) return versions[0] as ServedVersion;
  const total = versions.reduce((sum, { weight }) => sum + weight, 0);
  let point = hashOf(requestId) * total;
  for (const version of versions) {
    point -= version.weight;
    if (point < 0) return version;
  }
  return versions.findLast(({ weight }) => weight > 0) as ServedVersion;
}

/** FNV-1a with a final mix, in [0, 1). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
