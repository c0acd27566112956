import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ModelVersion } from "@mlops/models";
import { DataError, TrackingError } from "@mlops/models/errors";
import { checkArtifactPath } from "./artifact-path.ts";
import type { ModelRegistry } from "./model-registry.ts";
import { parseModelUri } from "./model-uri.ts";
import type { ArtifactOwner, Tracker } from "./tracker.ts";

/** A model's files on this machine, and what is known about where they come from. */
export interface ModelFolder {
  readonly folder: string;
  readonly version?: ModelVersion;
  readonly modelId?: string;
  readonly runId?: string;
}

export interface ResolveContext {
  readonly registry: ModelRegistry;
  readonly tracker: Tracker;
  readonly cache: string;
}

export async function resolveModel(uri: string, context: ResolveContext): Promise<ModelFolder> {
  const parsed = parseModelUri(uri);
  if (parsed.kind === "folder") return localFolder(parsed.path);
  if (parsed.kind === "logged-model") return loggedModel(parsed.modelId, context);
  if (parsed.kind === "run") return runModel(parsed.runId, parsed.path, context);
  const version = (await context.registry.versionOf(uri)) as ModelVersion;
  const source = await sourceOf(version, context);
  return { ...source, version };
}

async function localFolder(path: string): Promise<ModelFolder> {
  const folder = resolve(path);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    const detail = found === undefined ? "there is no such folder" : "it is not a folder";
    throw new DataError({ code: "FILE_UNREADABLE", file: folder, detail });
  }
  return { folder };
}

async function loggedModel(modelId: string, context: ResolveContext): Promise<ModelFolder> {
  const model = await context.tracker.getLoggedModel(modelId);
  if (model.status !== "READY") {
    const detail = `logged model ${modelId} is ${model.status}: its files are not complete`;
    throw new TrackingError({ code: "TRACKING_INVALID", detail, hint: "log the model again" });
  }
  const folder = join(context.cache, modelId);
  // A ready model does not change, and a folder in the cache is whole: it was renamed into its place.
  if ((await stat(folder).catch(() => undefined)) === undefined) await download({ modelId }, "", folder, context);
  return { folder, modelId, ...(model.runId === undefined ? {} : { runId: model.runId }) };
}

/** MLflow 3 keeps a run's model as a logged model of that name; older ones are files of the run. */
async function runModel(runId: string, path: string, context: ResolveContext): Promise<ModelFolder> {
  const run = await context.tracker.getRun(runId);
  const filter = `source_run_id = '${runId}' AND name = '${path}'`;
  const plain = /^[^/'"]+$/.test(path);
  const [model] = plain ? await context.tracker.searchLoggedModelsIn([run.experimentId], { filter, limit: 1 }) : [];
  if (model !== undefined) return loggedModel(model.modelId, context);
  const key = createHash("sha256").update(path).digest("hex").slice(0, 16);
  const folder = join(context.cache, `run-${runId}-${key}`);
  await download({ runId }, path, folder, context);
  return { folder, runId };
}

async function sourceOf(version: ModelVersion, context: ResolveContext): Promise<ModelFolder> {
  const { name, version: number, source = "" } = version;
  if (version.modelId !== undefined) return loggedModel(version.modelId, context);
  const run = /^runs:\/([^/]+)\/(.+)$/.exec(source);
  if (run !== null) return runModel(run[1] as string, run[2] as string, context);
  const origin = /^models:\/([^/@]+)\/(\d+)$/.exec(source);
  if (origin !== null && origin[1] !== undefined && origin[2] !== undefined) {
    return sourceOf(await context.registry.getVersion(origin[1], origin[2]), context);
  }
  const uri = await context.registry.downloadUri(name, number);
  const detail = `version ${number} of "${name}" lies at ${uri.replace(/[?#].*$/s, "")}, which is read by its own client only`;
  throw new TrackingError({ code: "TRACKING_INVALID", detail, hint: "register a logged model or a file of a run" });
}

/** Downloads into a folder beside the wanted one, then renames it: whoever looks sees all files or none. */
async function download(owner: ArtifactOwner, path: string, folder: string, { tracker }: ResolveContext): Promise<void> {
  const what = "runId" in owner ? `runs:/${owner.runId}/${path}` : `the files of ${owner.modelId}`;
  const files = await tracker.walkArtifacts(owner, path);
  if (files.length === 0) throw new TrackingError({ code: "TRACKING_NOT_FOUND", what });
  const temporary = `${folder}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    for (const file of files) {
      const bytes = await tracker.downloadArtifact(owner, file.path);
      if (file.size !== undefined && file.size !== bytes.length) {
        const detail = `${file.path} has ${bytes.length} bytes, not ${file.size}`;
        throw new TrackingError({ code: "TRACKING_RESPONSE", url: tracker.url, detail });
      }
      const relative = path === "" ? file.path : file.path.slice(path.length + 1);
      await writeWhole(join(temporary, ...checkArtifactPath(relative).split("/")), bytes);
    }
    await replaceFolder(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(target), { recursive: true });
    const handle = await open(target, "wx");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new DataError({ code: "FILE_UNWRITABLE", file: target, detail: (cause as Error).message, cause });
  }
}

/** A rename cannot replace a folder that holds files: the former one is moved away first. Two processes may do this at once. */
async function replaceFolder(from: string, to: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const former = `${to}.${randomBytes(6).toString("hex")}.old`;
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "EPERM") || tries === 5) throw error;
    }
    await rename(to, former).catch(() => undefined);
    await rm(former, { recursive: true, force: true });
  }
}
