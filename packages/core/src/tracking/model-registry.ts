import type { ModelVersion } from "@mlops/models";
import { TrackingError } from "@mlops/models/errors";
import { parseModelUri } from "./model-uri.ts";
import { type RegisteredModel, readModelVersion, readRegisteredModel } from "./records.ts";
import { type ModelFolder, resolveModel } from "./resolve-model.ts";
import { createOnce, type MlflowRest, readPages } from "./rest.ts";
import type { Tracker } from "./tracker.ts";
import { defined, keyValueList, listAt, objectAt, REQUEST_TAG, textAt } from "./wire.ts";

export interface RegisterModelOptions {
  /** Registered model, created where it is missing. Without `/` or `:`. */
  readonly name: string;
  /** Logged model that the version is made of. */
  readonly modelId?: string;
  /** Where the files are, when there is no logged model: `runs:/<id>/path` with `runId`. */
  readonly source?: string;
  /** Default: the run of the logged model. */
  readonly runId?: string;
  /** Of the version. */
  readonly description?: string;
  /** Of the version. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface SearchRegistryOptions {
  /** Such as `name LIKE 'churn%'`, or for versions `name = 'churn' AND run_id = '…'`. */
  readonly filter?: string;
  readonly orderBy?: readonly string[];
  /** Default 1000. */
  readonly limit?: number;
}

const notFound = (error: unknown) => TrackingError.isInstance(error) && error.code === "TRACKING_NOT_FOUND";

/** Registered models, their versions, aliases and tags. */
export class ModelRegistry {
  readonly url: string;
  readonly #rest: MlflowRest;
  readonly #tracker: Tracker;
  readonly #cache: string;

  /** @param cache - folder that model bundles are downloaded to */
  constructor(rest: MlflowRest, tracker: Tracker, cache: string) {
    this.url = rest.url;
    this.#rest = rest;
    this.#tracker = tracker;
    this.#cache = cache;
  }

  /**
   * Makes the next version of a registered model. An answer that gets lost makes no second version.
   * @throws TrackingError `TRACKING_NOT_FOUND` for an unknown `modelId`, `TRACKING_INVALID` for a bad name or source
   */
  async registerModel(options: RegisterModelOptions): Promise<ModelVersion> {
    const { name, modelId } = options;
    const model = modelId === undefined ? undefined : await this.#tracker.getLoggedModel(modelId);
    const source = options.source ?? model?.uri;
    if (source === undefined) throw new TrackingError({ code: "TRACKING_INVALID", detail: "registerModel needs modelId or source" });
    await this.#ensureModel(name);
    const request = crypto.randomUUID();
    const tags = { ...options.tags, [REQUEST_TAG]: request };
    const json = {
      name,
      source,
      tags: keyValueList(tags),
      ...defined({ model_id: modelId, run_id: options.runId ?? model?.runId, description: options.description }),
    };
    return createOnce(
      async () =>
        readModelVersion(
          objectAt(await this.#rest.post("model-versions/create", { json, what: `"${name}" or its source` }), "model_version"),
        ),
      async () => (await this.searchVersions({ filter: `name = ${quoted(name)} AND tags.\`${REQUEST_TAG}\` = '${request}'`, limit: 1 }))[0],
    );
  }

  async #ensureModel(name: string): Promise<void> {
    try {
      await this.#rest.post("registered-models/create", { json: { name }, idempotent: true, what: `registered model "${name}"` });
    } catch (error) {
      if (!TrackingError.isInstance(error) || error.code !== "TRACKING_CONFLICT") throw error;
    }
  }

  /** @throws TrackingError `TRACKING_NOT_FOUND` */
  async getModel(name: string): Promise<RegisteredModel> {
    const body = await this.#rest.get("registered-models/get", { query: { name }, what: `registered model "${name}"` });
    return readRegisteredModel(objectAt(body, "registered_model"));
  }

  /** @throws TrackingError `TRACKING_NOT_FOUND` */
  async getVersion(name: string, version: string): Promise<ModelVersion> {
    const body = await this.#rest.get("model-versions/get", { query: { name, version }, what: `version ${version} of "${name}"` });
    return readModelVersion(objectAt(body, "model_version"));
  }

  /** The version that an alias names. @throws TrackingError `TRACKING_NOT_FOUND` */
  async getByAlias(name: string, alias: string): Promise<ModelVersion> {
    const what = `alias "${alias}" of "${name}"`;
    try {
      const body = await this.#rest.get("registered-models/alias", { query: { name, alias }, what });
      return readModelVersion(objectAt(body, "model_version"));
    } catch (error) {
      // MLflow calls an unknown alias an invalid parameter.
      if (!TrackingError.isInstance(error) || error.code !== "TRACKING_INVALID") throw error;
      throw new TrackingError({ code: "TRACKING_NOT_FOUND", what, name, alias, cause: error });
    }
  }

  /** As `getByAlias`, undefined where the model or the alias does not exist. */
  async findByAlias(name: string, alias: string): Promise<ModelVersion | undefined> {
    return this.getByAlias(name, alias).catch((error: unknown) => {
      if (notFound(error)) return undefined;
      throw error;
    });
  }

  /** Newest version. @throws TrackingError `TRACKING_NOT_FOUND` when there is none */
  async getLatest(name: string): Promise<ModelVersion> {
    const { latestVersion } = await this.getModel(name);
    if (latestVersion === undefined) throw new TrackingError({ code: "TRACKING_NOT_FOUND", what: `a version of "${name}"` });
    return this.getVersion(name, latestVersion);
  }

  /** Points an alias at a version, away from the one it named before. `latest` and `v1`, `v2` … are reserved. */
  async setAlias(name: string, alias: string, version: string): Promise<void> {
    const json = { name, alias, version };
    await this.#rest.post("registered-models/alias", { json, idempotent: true, what: `version ${version} of "${name}"` });
  }

  /** Removing an alias that does not exist is fine. */
  async deleteAlias(name: string, alias: string): Promise<void> {
    await this.#rest.delete("registered-models/alias", { json: { name, alias }, what: `registered model "${name}"` });
  }

  /** Sets a tag of a version, or of the model when no version is given. */
  async setTag(name: string, tag: { readonly key: string; readonly value: string; readonly version?: string }): Promise<void> {
    const json = { name, ...tag };
    const what = tag.version === undefined ? `registered model "${name}"` : `version ${tag.version} of "${name}"`;
    await this.#rest.post(tag.version === undefined ? "registered-models/set-tag" : "model-versions/set-tag", {
      json,
      idempotent: true,
      what,
    });
  }

  async searchModels(options: SearchRegistryOptions = {}): Promise<RegisteredModel[]> {
    return this.#search("registered-models/search", options, (body) => listAt(body, "registered_models").map(readRegisteredModel));
  }

  async searchVersions(options: SearchRegistryOptions = {}): Promise<ModelVersion[]> {
    return this.#search("model-versions/search", options, (body) => listAt(body, "model_versions").map(readModelVersion));
  }

  #search<T>(call: string, options: SearchRegistryOptions, read: (body: Readonly<Record<string, unknown>>) => T[]): Promise<T[]> {
    const fixed = { filter: options.filter, order_by: options.orderBy };
    const page = (token: string | undefined, size: number) =>
      this.#rest.get(call, { query: { ...fixed, max_results: String(size), page_token: token } });
    return readPages(options.limit ?? 1000, page, read);
  }

  /** The version that a URI names; undefined for URIs that name no version. @throws ConfigError `MODEL_URI_INVALID` */
  async versionOf(uri: string): Promise<ModelVersion | undefined> {
    const parsed = parseModelUri(uri);
    if (parsed.kind === "version") return this.getVersion(parsed.name, parsed.version);
    if (parsed.kind === "alias") return this.getByAlias(parsed.name, parsed.alias);
    return parsed.kind === "latest" ? this.getLatest(parsed.name) : undefined;
  }

  /** Where the files of a version are, as an artifact URI. */
  async downloadUri(name: string, version: string): Promise<string> {
    const query = { name, version };
    return textAt(
      await this.#rest.get("model-versions/get-download-uri", { query, what: `version ${version} of "${name}"` }),
      "artifact_uri",
    );
  }

  /**
   * Gives a local folder with the model's files. What a server keeps is downloaded whole into the cache first; a folder is given as it is.
   * @throws ConfigError `MODEL_URI_INVALID`; TrackingError; DataError `FILE_UNREADABLE` for a folder that does not exist
   */
  resolveModelUri(uri: string): Promise<ModelFolder> {
    return resolveModel(uri, { registry: this, tracker: this.#tracker, cache: this.#cache });
  }
}

/** A text in a filter. MLflow knows no escape, but two kinds of quotes. */
function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}
