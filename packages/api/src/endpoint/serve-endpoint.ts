import { resolve } from "node:path";
import type { LocalEndpoint, LocalEndpointServer } from "@mlops/models";
import { MLOpsError } from "@mlops/models/errors";
import { closeServer } from "../close-server.ts";
import { InferenceLog } from "../inference-log/inference-log.ts";
import { listenAt } from "../listen-at.ts";
import { ServedModels } from "../served-models.ts";
import { type ServerLimits, serverApp } from "../server-app.ts";
import { servingMetrics } from "../serving-metrics.ts";
import { claimedRevision, endpointFiles, readEndpoint } from "./endpoint-files.ts";
import { EndpointModel } from "./endpoint-model.ts";
import { claimEndpoint, refuseWhileServed, releaseEndpoint, updateServerFile } from "./server-file.ts";
import { watchFile } from "./watch-file.ts";

export interface ServeEndpointOptions extends ServerLimits {
  /** Default `.mlops`. */
  readonly home?: string;
  /** Name of the endpoint. */
  readonly name: string;
  /** In place of the configuration's, for this process. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** An endpoint that this process serves. */
export interface EndpointServer {
  /** What `server.json` says. */
  readonly state: LocalEndpointServer;
  /** Stops listening, answers what has arrived, writes the log, and gives the endpoint free. */
  close(): Promise<void>;
}

/** One line of the log; what writes it is loaded when there is something to tell. */
function tell(message: string, error: unknown): void {
  const { message: detail } = error as Error;
  void import("@mlops/core/logging").then(({ setupLogger }) => setupLogger("model_server").error(message, { detail }));
}

/** How often the configuration is looked at, in ms. */
const LOOK = 200;

/**
 * Serves a local endpoint, `endpoints/<name>/config.json` in the home folder, in this process. Each new revision of the file is applied while requests
 * are answered: its versions are loaded and checked first, then take over at once. One that cannot be served changes nothing and is told in `server.json`
 * (`refused`). Host and port stay as they were at the start.
 * @throws ConfigError `ENDPOINT_UNKNOWN`, `CONFIG_INVALID`, `ADDRESS_UNAVAILABLE`; DeploymentError `ENDPOINT_SERVED`; what loading a model throws
 */
export async function serveEndpoint({ home: folder, name, host, port, ...limits }: ServeEndpointOptions): Promise<EndpointServer> {
  const home = resolve(folder ?? ".mlops");
  const wanted = readEndpoint(home, name);
  await refuseWhileServed(home, name);
  const served = new ServedModels();
  const metrics = servingMetrics();
  const versions = new EndpointModel(home);
  let log: InferenceLog | undefined;
  let logging = false;

  const apply = async (endpoint: LocalEndpoint): Promise<void> => {
    const model = await versions.load(endpoint);
    served.replace([model]);
    metrics.serving([model]);
    logging = endpoint.inferenceLog;
    if (!logging) return;
    const failed = (error: Error) => tell("the inference log cannot be written", error);
    log ??= new InferenceLog({ home, ...metrics, failed });
  };
  await apply(wanted);
  const app = serverApp({ served, metrics, log: (request) => (logging ? log?.add(request) : undefined) }, limits);
  const where = await listenAt(app, host ?? wanted.host, port ?? wanted.port);
  const startedAt = new Date(performance.timeOrigin).toISOString();
  let state: LocalEndpointServer = { pid: process.pid, startedAt, ...where, revision: wanted.revision };
  try {
    await claimEndpoint(home, name, state);
  } catch (error) {
    await app.close();
    await log?.close();
    throw error;
  }

  const changed = async (): Promise<void> => {
    const { refused, ...former } = state;
    const revision = claimedRevision(home, name);
    if (revision === state.revision || (revision === refused?.revision && revision > 0)) return;
    try {
      await apply(readEndpoint(home, name));
      state = { ...former, revision };
    } catch (error) {
      const { message } = error as Error;
      const code = MLOpsError.isInstance(error) ? error.code : "INTERNAL_ERROR";
      state = { ...former, refused: { revision, code, message } };
      tell(`revision ${revision} of endpoint "${name}" cannot be served`, error);
    }
    await updateServerFile(home, name, state);
  };
  const endWatch = watchFile(endpointFiles(home, name).config, LOOK, () =>
    changed().catch((error: unknown) => tell("the state of the endpoint cannot be written", error)),
  );
  return {
    get state() {
      return state;
    },
    async close() {
      await endWatch();
      await closeServer(app);
      await log?.close();
      releaseEndpoint(home, name);
    },
  };
}
