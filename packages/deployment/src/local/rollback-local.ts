import { withProcessLock } from "@mlops/core/files";
import type { Logger } from "@mlops/core/logging";
import type { ServedShare } from "@mlops/core/stage";
import { parseModelUri, type Tracking } from "@mlops/core/tracking";
import { type DeploymentConfig, DeploymentError, type LocalEndpointServer, MLOpsError } from "@mlops/models";
import type { DeployContext } from "../deploy-options.ts";
import { localParity } from "../golden/local-parity.ts";
import { pinModel } from "../model/pinned-model.ts";
import { Stopwatch } from "../stopwatch.ts";
import { busy } from "./deploy-local.ts";
import { type EndpointPlace, endpointPlace, readEndpoint, unknownEndpoint } from "./endpoint-files.ts";
import { type EndpointServers, endsWithProcess } from "./endpoint-servers.ts";
import { settledVersions, versionsBefore } from "./history.ts";
import { LocalChange } from "./local-change.ts";
import { timeoutMsOf } from "./time-limit.ts";

export interface LocalRollback {
  readonly config: DeploymentConfig;
  readonly context: DeployContext;
  readonly tracking: Tracking;
  readonly servers: EndpointServers;
  /** Told of a process that this started and that ends with the run. */
  readonly started: (server: LocalEndpointServer) => void;
  readonly logger: Logger;
}

/** What an endpoint serves after a rollback. */
export interface RollbackDetails {
  readonly target: "local";
  readonly endpoint: string;
  readonly url: string;
  readonly revision: number;
  readonly versions: readonly ServedShare[];
  /** What was served before the rollback. */
  readonly former: readonly ServedShare[];
  /** Null where no registered version gets every request. */
  readonly alias: string | null;
  /** Whether the server ends with this process. */
  readonly lifetime: "run" | "detached";
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * Puts a local endpoint back to what it served before its last deployment; each version answers its golden rows before this resolves.
 * @throws ConfigError `ENDPOINT_UNKNOWN`; DeploymentError when there is nothing to go back to, or what was there no longer serves
 */
export function rollbackLocal(rollback: LocalRollback): Promise<RollbackDetails> {
  const { config, context } = rollback;
  const place = endpointPlace(context.home, config.endpointName);
  const waitMs = timeoutMsOf(config);
  return withProcessLock(place.lock, { waitMs, signal: context.signal, busy: busy(place.name) }, () => rollbackAlone(rollback, place));
}

async function rollbackAlone(
  { config, context, tracking, servers, started, logger }: LocalRollback,
  place: EndpointPlace,
): Promise<RollbackDetails> {
  const watch = new Stopwatch();
  const endpoint = readEndpoint(place);
  if (endpoint === undefined) throw unknownEndpoint(context.home, place.name);
  const versions = versionsBefore(endpoint);
  if (versions === undefined) {
    const detail = "it has served nothing else before";
    throw new DeploymentError({ code: "DEPLOYMENT_FAILED", endpoint: place.name, detail, hint: "deploy the version that you want" });
  }
  const served = settledVersions(endpoint);
  const listen = { ...config, host: endpoint.host, port: endpoint.port };
  const change = new LocalChange({ place, former: endpoint, served, config: listen, context, servers });
  try {
    change.write(versions, "rolled_back", { reason: "asked for" });
    await change.serve();
    watch.lap("start");
    for (const { version, modelUri } of versions) {
      const model = await pinModel(modelUri, tracking).catch((error: unknown) => {
        if (!MLOpsError.isInstance(error)) throw error;
        logger.warn(`version ${version} cannot be read here, so its golden rows are not asked`, { reason: error.message });
        return undefined;
      });
      await change.checkGolden(version, model === undefined ? undefined : localParity(model).request);
    }
    watch.lap("golden");
    const alias = await pointAlias(tracking, config.alias, versions);
    const { url, revision, pid } = change.server();
    const own = change.ownServer();
    if (own !== undefined) started(own);
    return {
      target: "local",
      endpoint: place.name,
      url,
      revision,
      versions,
      former: served,
      alias,
      lifetime: endsWithProcess(pid) ? "run" : "detached",
      timings: watch.timings(),
    };
  } catch (error) {
    throw await change.undo(error);
  } finally {
    await change.close();
  }
}

async function pointAlias({ registry }: Tracking, alias: string, versions: readonly ServedShare[]): Promise<string | null> {
  const main = versions.find(({ weight }) => weight === 100);
  const parsed = main === undefined ? undefined : parseModelUri(main.modelUri);
  if (parsed?.kind !== "version") return null;
  await registry.setAlias(parsed.name, alias, parsed.version);
  return alias;
}
