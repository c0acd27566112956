import { userInfo } from "node:os";
import { TrackingError } from "@mlops/models/errors";
import { type ArtifactClient, type ArtifactInfo, artifactClient } from "./artifact-client.ts";
import { checkedPairs } from "./limits.ts";
import {
  type Experiment,
  type LoggedModelRecord,
  type MetricPoint,
  type Run,
  readExperiment,
  readLoggedModel,
  readMetric,
  readRun,
} from "./records.ts";
import { createOnce, type MlflowRest, readPages } from "./rest.ts";
import { TrackedRun } from "./tracked-run.ts";
import { defined, keyValueList, listAt, objectAt, REQUEST_TAG } from "./wire.ts";

export interface StartRunOptions {
  /** Name of the experiment, which is created where it is missing. Default: the tracker's. */
  readonly experiment?: string;
  /** Default: the tracker's, else one that the server makes up. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly parentRunId?: string;
  /** Continues this run instead of starting one. */
  readonly runId?: string;
  /** What started the run, for the tag `mlflow.source.name`. Default `mlops`. */
  readonly sourceName?: string;
}

export interface SearchOptions {
  /** Names of experiments. Default: the tracker's. */
  readonly experiments?: readonly string[];
  /** Such as `metrics.auc > 0.8 AND tags.team = 'risk'`. */
  readonly filter?: string;
  /** Such as `metrics.auc DESC`. */
  readonly orderBy?: readonly string[];
  /** Default 1000. */
  readonly limit?: number;
}

export interface TrackerDefaults {
  readonly experiment: string;
  readonly runName?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly now: () => number;
}

/** Root of the files to list or read: a run's, or a logged model's. */
export type ArtifactOwner = { readonly runId: string } | { readonly modelId: string };

const PARENT_RUN = "mlflow.parentRunId";

/** Runs and what they leave: params, metrics, tags, datasets, files and models, kept by an MLflow server or the embedded store. */
export class Tracker {
  readonly url: string;
  readonly #rest: MlflowRest;
  readonly #artifacts: ArtifactClient;
  readonly #defaults: TrackerDefaults;
  readonly #experiments = new Map<string, string>();

  constructor(rest: MlflowRest, defaults: TrackerDefaults) {
    this.url = rest.url;
    this.#rest = rest;
    this.#artifacts = artifactClient(rest);
    this.#defaults = defaults;
  }

  /**
   * Starts a run, or continues the one that `runId` names. It stays RUNNING until `end`; a run whose process was killed stays readable.
   * @throws TrackingError; `TRACKING_NOT_FOUND` for an unknown `runId`
   */
  async startRun(options: StartRunOptions = {}): Promise<TrackedRun> {
    if (options.runId !== undefined) return this.#continueRun(options.runId, options.tags ?? {});
    const experimentId = await this.experimentId(options.experiment ?? this.#defaults.experiment);
    const user = userName();
    const request = crypto.randomUUID();
    const tags = {
      "mlflow.user": user,
      "mlflow.source.name": options.sourceName ?? "mlops",
      "mlflow.source.type": "LOCAL",
      ...(options.parentRunId === undefined ? {} : { [PARENT_RUN]: options.parentRunId }),
      [REQUEST_TAG]: request,
      ...this.#defaults.tags,
      ...options.tags,
    };
    const name = options.name ?? this.#defaults.runName;
    const json = {
      experiment_id: experimentId,
      user_id: user,
      start_time: this.#defaults.now(),
      tags: checkedPairs("tag", tags),
      ...(name === undefined ? {} : { run_name: name }),
    };
    const run = await createOnce(
      async () => readRun(objectAt(await this.#rest.post("runs/create", { json }), "run")),
      async () => (await this.#search([experimentId], { filter: `tags.\`${REQUEST_TAG}\` = '${request}'`, limit: 1 }))[0],
    );
    return this.#tracked(run);
  }

  async #continueRun(runId: string, tags: Readonly<Record<string, string>>): Promise<TrackedRun> {
    await this.#rest.post("runs/update", { json: { run_id: runId, status: "RUNNING" }, idempotent: true, what: `run ${runId}` });
    const run = this.#tracked(await this.getRun(runId));
    await run.setTags(tags);
    return run;
  }

  #tracked(run: Run): TrackedRun {
    return new TrackedRun(run, { rest: this.#rest, artifacts: this.#artifacts, now: this.#defaults.now });
  }

  /** @throws TrackingError `TRACKING_NOT_FOUND` */
  async getRun(runId: string): Promise<Run> {
    return readRun(objectAt(await this.#rest.get("runs/get", { query: { run_id: runId }, what: `run ${runId}` }), "run"));
  }

  /** Runs that are not deleted, newest first unless ordered otherwise. Experiments that do not exist have none. */
  async searchRuns(options: SearchOptions = {}): Promise<Run[]> {
    return this.#search(await this.#knownExperiments(options.experiments), options);
  }

  async #search(experimentIds: readonly string[], options: SearchOptions): Promise<Run[]> {
    if (experimentIds.length === 0) return [];
    const filter = defined({ filter: options.filter, order_by: options.orderBy });
    return readPages(
      options.limit ?? 1000,
      (token, size) => {
        const json = { experiment_ids: experimentIds, max_results: size, ...filter, ...defined({ page_token: token }) };
        return this.#rest.post("runs/search", { json, idempotent: true });
      },
      (body) => listAt(body, "runs").map(readRun),
    );
  }

  /** Every value that a metric of a run had, oldest first. */
  async metricHistory(runId: string, key: string): Promise<MetricPoint[]> {
    return readPages(
      Number.MAX_SAFE_INTEGER,
      (token) => {
        const query = { run_id: runId, metric_key: key, max_results: "10000", page_token: token };
        return this.#rest.get("metrics/get-history", { query, what: `run ${runId}` });
      },
      (body) => listAt(body, "metrics").map(readMetric),
    );
  }

  /** @throws TrackingError `TRACKING_NOT_FOUND` */
  async getLoggedModel(modelId: string): Promise<LoggedModelRecord> {
    const body = await this.#rest.get(`logged-models/${encodeURIComponent(modelId)}`, { what: `logged model ${modelId}` });
    return readLoggedModel(objectAt(body, "model"));
  }

  /** Logged models, newest first; `orderBy` takes one field each, such as `metrics.auc DESC`. */
  async searchLoggedModels(options: SearchOptions = {}): Promise<LoggedModelRecord[]> {
    const ids = await this.#knownExperiments(options.experiments);
    return ids.length === 0 ? [] : this.searchLoggedModelsIn(ids, options);
  }

  /** As `searchLoggedModels`, by the experiments' ids. */
  async searchLoggedModelsIn(
    experimentIds: readonly string[],
    options: Omit<SearchOptions, "experiments"> = {},
  ): Promise<LoggedModelRecord[]> {
    const order = options.orderBy?.map((one) => {
      const [, field_name = one, direction = "ASC"] = /^(.*?)(?:\s+(ASC|DESC))?$/i.exec(one.trim()) ?? [];
      return { field_name, ascending: direction.toUpperCase() === "ASC" };
    });
    const fixed = { experiment_ids: experimentIds, ...defined({ filter: options.filter, order_by: order }) };
    return readPages(
      options.limit ?? 1000,
      (token, size) => {
        const json = { ...fixed, max_results: Math.min(size, 50), ...defined({ page_token: token }) };
        return this.#rest.post("logged-models/search", { json, idempotent: true });
      },
      (body) => listAt(body, "models").map(readLoggedModel),
    );
  }

  /** All experiments that are not deleted, newest first. */
  async experiments(): Promise<Experiment[]> {
    return readPages(
      Number.MAX_SAFE_INTEGER,
      (token) =>
        this.#rest.post("experiments/search", { json: { max_results: 1000, ...defined({ page_token: token }) }, idempotent: true }),
      (body) => listAt(body, "experiments").map(readExperiment),
    );
  }

  /** Undefined where there is none of that name. */
  async findExperiment(name: string): Promise<Experiment | undefined> {
    try {
      const body = await this.#rest.get("experiments/get-by-name", { query: { experiment_name: name }, what: `experiment "${name}"` });
      return readExperiment(objectAt(body, "experiment"));
    } catch (error) {
      if (TrackingError.isInstance(error) && error.code === "TRACKING_NOT_FOUND") return undefined;
      throw error;
    }
  }

  /** Id of the experiment of that name, which is created where it is missing. Several processes may ask at once. */
  async experimentId(name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> {
    const known = this.#experiments.get(name);
    if (known !== undefined) return known;
    let found = await this.findExperiment(name);
    if (found === undefined) {
      try {
        await this.#rest.post("experiments/create", {
          json: { name, tags: keyValueList(tags) },
          idempotent: true,
          what: `experiment "${name}"`,
        });
      } catch (error) {
        if (!TrackingError.isInstance(error) || error.code !== "TRACKING_CONFLICT") throw error;
      }
      found = await this.findExperiment(name);
    }
    if (found === undefined) throw new TrackingError({ code: "TRACKING_NOT_FOUND", what: `experiment "${name}"` });
    this.#experiments.set(name, found.experimentId);
    return found.experimentId;
  }

  /** Direct children of a folder of a run's or logged model's files, by name. */
  async listArtifacts(owner: ArtifactOwner, folder = ""): Promise<ArtifactInfo[]> {
    return this.#artifacts.list(await this.#rootOf(owner), folder);
  }

  /** Every file below a folder. */
  async walkArtifacts(owner: ArtifactOwner, folder = ""): Promise<ArtifactInfo[]> {
    return this.#artifacts.walk(await this.#rootOf(owner), folder);
  }

  /** @throws TrackingError `TRACKING_NOT_FOUND` */
  async downloadArtifact(owner: ArtifactOwner, path: string): Promise<Uint8Array> {
    return this.#artifacts.get(await this.#rootOf(owner), path);
  }

  async #rootOf(owner: ArtifactOwner): Promise<string> {
    return "runId" in owner ? (await this.getRun(owner.runId)).artifactUri : (await this.getLoggedModel(owner.modelId)).artifactUri;
  }

  async #knownExperiments(names: readonly string[] = [this.#defaults.experiment]): Promise<string[]> {
    const found = await Promise.all(names.map((name) => this.findExperiment(name)));
    return found.flatMap((experiment) => (experiment === undefined ? [] : [experiment.experimentId]));
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // a container may run under an id without a name
  }
}
