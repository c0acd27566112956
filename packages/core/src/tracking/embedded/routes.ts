import { API, ARTIFACTS } from "../transport.ts";
import * as artifacts from "./artifacts.ts";
import type { Operation } from "./context.ts";
import * as experiments from "./experiments.ts";
import * as loggedModels from "./logged-models.ts";
import * as modelVersions from "./model-versions.ts";
import * as registeredModels from "./registered-models.ts";
import * as inputs from "./run-inputs.ts";
import * as logging from "./run-logging.ts";
import * as runs from "./runs.ts";

const FIXED: Readonly<Record<string, Operation>> = {
  "POST experiments/create": experiments.createExperiment,
  "GET experiments/get": experiments.getExperiment,
  "GET experiments/get-by-name": experiments.getExperimentByName,
  "GET experiments/search": experiments.searchExperiments,
  "POST experiments/search": experiments.searchExperiments,
  "POST experiments/set-experiment-tag": experiments.setExperimentTag,
  "POST experiments/update": experiments.updateExperiment,
  "POST experiments/delete": experiments.deleteExperiment,
  "POST experiments/restore": experiments.restoreExperiment,
  "POST runs/create": runs.createRun,
  "GET runs/get": runs.getRun,
  "POST runs/update": runs.updateRun,
  "POST runs/delete": runs.deleteRun,
  "POST runs/restore": runs.restoreRun,
  "POST runs/search": runs.searchRuns,
  "POST runs/set-tag": runs.setTag,
  "POST runs/delete-tag": runs.deleteTag,
  "POST runs/log-batch": logging.logBatch,
  "POST runs/log-metric": logging.logMetric,
  "POST runs/log-parameter": logging.logParam,
  "POST runs/log-inputs": inputs.logInputs,
  "POST runs/outputs": inputs.logOutputs,
  "GET metrics/get-history": logging.getMetricHistory,
  "GET artifacts/list": artifacts.listRunArtifacts,
  "POST logged-models": loggedModels.createLoggedModel,
  "POST logged-models/search": loggedModels.searchLoggedModels,
  "POST registered-models/create": registeredModels.createRegisteredModel,
  "GET registered-models/get": registeredModels.getRegisteredModel,
  "PATCH registered-models/update": registeredModels.updateRegisteredModel,
  "POST registered-models/rename": registeredModels.renameRegisteredModel,
  "DELETE registered-models/delete": registeredModels.deleteRegisteredModel,
  "GET registered-models/search": registeredModels.searchRegisteredModels,
  "POST registered-models/set-tag": registeredModels.setRegisteredModelTag,
  "DELETE registered-models/delete-tag": registeredModels.deleteRegisteredModelTag,
  "POST registered-models/alias": registeredModels.setAlias,
  "DELETE registered-models/alias": registeredModels.deleteAlias,
  "GET registered-models/alias": registeredModels.getByAlias,
  "GET registered-models/get-latest-versions": registeredModels.getLatestVersions,
  "POST registered-models/get-latest-versions": registeredModels.getLatestVersions,
  "POST model-versions/create": modelVersions.createModelVersion,
  "GET model-versions/get": modelVersions.getModelVersion,
  "GET model-versions/get-download-uri": modelVersions.getDownloadUri,
  "PATCH model-versions/update": modelVersions.updateModelVersion,
  "DELETE model-versions/delete": modelVersions.deleteModelVersion,
  "GET model-versions/search": modelVersions.searchModelVersions,
  "POST model-versions/set-tag": modelVersions.setModelVersionTag,
  "DELETE model-versions/delete-tag": modelVersions.deleteModelVersionTag,
};

const WITH_ID: readonly (readonly [string, RegExp, Operation])[] = [
  ["GET", /^logged-models\/(?<id>[^/]+)$/, loggedModels.getLoggedModel],
  ["PATCH", /^logged-models\/(?<id>[^/]+)$/, loggedModels.finalizeLoggedModel],
  ["DELETE", /^logged-models\/(?<id>[^/]+)$/, loggedModels.deleteLoggedModel],
  ["POST", /^logged-models\/(?<id>[^/]+)\/params$/, loggedModels.logLoggedModelParams],
  ["PATCH", /^logged-models\/(?<id>[^/]+)\/tags$/, loggedModels.setLoggedModelTags],
  ["DELETE", /^logged-models\/(?<id>[^/]+)\/tags\/(?<key>.+)$/, loggedModels.deleteLoggedModelTag],
  ["GET", /^logged-models\/(?<id>[^/]+)\/artifacts\/directories$/, artifacts.listLoggedModelArtifacts],
];

const FILES: Readonly<Record<string, Operation>> = {
  GET: artifacts.getArtifact,
  PUT: artifacts.putArtifact,
  DELETE: artifacts.deleteArtifact,
};

export interface Route {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** What answers a method and an encoded path; undefined where nothing does. */
export function route(method: string, path: string): Route | undefined {
  if (path === ARTIFACTS) return method === "GET" ? { operation: artifacts.listProxiedArtifacts, path: {} } : undefined;
  if (path.startsWith(`${ARTIFACTS}/`)) {
    const operation = FILES[method];
    return operation === undefined ? undefined : { operation, path: { path: path.slice(ARTIFACTS.length + 1) } };
  }
  if (!path.startsWith(API)) return undefined;
  const name = path.slice(API.length);
  const fixed = FIXED[`${method} ${name}`];
  if (fixed !== undefined) return { operation: fixed, path: {} };
  for (const [wanted, pattern, operation] of WITH_ID) {
    const groups = wanted === method ? pattern.exec(name)?.groups : undefined;
    if (groups === undefined) continue;
    const decoded = Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value as string)]);
    return { operation, path: Object.fromEntries(decoded) };
  }
  return undefined;
}
