import { withProcessLock } from "@mlops/core/files";
import type { Logger } from "@mlops/core/logging";
import type { EndpointDetails, ServedShare } from "@mlops/core/stage";
import type { Tracking } from "@mlops/core/tracking";
import { type DeploymentConfig, DeploymentError, type LocalEndpoint, type LocalEndpointServer } from "@mlops/models";
import type { DeployContext } from "../deploy-options.ts";
import { localParity } from "../golden/local-parity.ts";
import { checkFits } from "../model/check-fits.ts";
import type { PinnedModel } from "../model/pinned-model.ts";
import { Stopwatch } from "../stopwatch.ts";
import { besides, shareTraffic } from "../traffic.ts";
import { aliasFor } from "./alias.ts";
import { type EndpointPlace, endpointPlace, readEndpoint } from "./endpoint-files.ts";
import { type EndpointServers, endsWithProcess } from "./endpoint-servers.ts";
import { sameVersions, settledVersions } from "./history.ts";
import { LocalChange } from "./local-change.ts";
import { timeoutMsOf } from "./time-limit.ts";

export interface LocalDeployment {
  readonly model: PinnedModel;
  readonly config: DeploymentConfig;
  readonly context: DeployContext;
  readonly tracking: Tracking;
  readonly servers: EndpointServers;
  /** Told of a process that this started and that ends with the run. */
  readonly started: (server: LocalEndpointServer) => void;
  readonly logger: Logger;
}

type Candidate = Omit<ServedShare, "weight">;

export function busy(endpoint: string): (holder: { readonly pid: number }) => DeploymentError {
  return ({ pid }) => new DeploymentError({ code: "DEPLOYMENT_BUSY", endpoint, pid });
}

/** The model as the endpoint lists it. A label that stands for another model already gets the model's name before it. */
function candidateOf(model: PinnedModel, endpoint: LocalEndpoint | undefined, context: DeployContext): Candidate {
  const { version, modelVersion } = model;
  const modelUri = servedUri(model, context);
  const taken = endpoint?.history.some(({ versions }) => versions.some((one) => one.version === version && one.modelUri !== modelUri));
  return { version: taken === true && modelVersion !== undefined ? `${modelVersion.name}-${version}` : version, modelUri };
}

/**
 * Deploys a pinned model to a local endpoint: the candidate answers golden rows beside what is served, then takes its share of the requests. Whatever fails
 * on the way puts the endpoint back to what it served before. One deployment of an endpoint at a time.
 */
export function deployLocal(deployment: LocalDeployment): Promise<EndpointDetails> {
  const { config, context } = deployment;
  const place = endpointPlace(context.home, config.endpointName);
  const waitMs = timeoutMsOf(config);
  return withProcessLock(place.lock, { waitMs, signal: context.signal, busy: busy(place.name) }, () => deployAlone(deployment, place));
}

async function deployAlone(deployment: LocalDeployment, place: EndpointPlace): Promise<EndpointDetails> {
  const { model, config, context, tracking, servers, logger } = deployment;
  const watch = new Stopwatch();
  const step = (done: number, message: string): void => context.progress({ done, total: 5, message });

  step(0, `checks ${model.uri}`);
  const former = readEndpoint(place);
  const served = former === undefined ? [] : settledVersions(former);
  await checkFits({ model, served, endpoint: place.name, tracking, logger });
  watch.lap("preflight");
  const parity = localParity(model);
  watch.lap("parity");

  const candidate = candidateOf(model, former, context);
  const known = served.some(({ version, modelUri }) => version === candidate.version && modelUri === candidate.modelUri);
  const wanted = shareTraffic(served, candidate, config.trafficPercentage);
  const change = new LocalChange({ place, former, served, config, context, servers });
  const changed = former === undefined || !sameVersions(former.versions, wanted) || change.movesServer();
  try {
    if (former === undefined) change.write(wanted, "created");
    else if (changed && known) change.write(wanted, "shifted");
    else if (changed) change.write(besides(served, candidate), "candidate");
    step(1, "starts the server");
    await change.serve();
    watch.lap("start");
    step(2, "asks golden rows over HTTP");
    const http = await change.checkGolden(candidate.version, parity.request);
    watch.lap("golden");
    if (changed && former !== undefined && !known) {
      step(3, "shifts the requests");
      change.write(wanted, "shifted");
      await change.serve();
      watch.lap("shift");
    }
    step(4, "probes the endpoint");
    await change.probe(wanted, parity.request);
    watch.lap("probe");
    const alias = await aliasFor(tracking, model, { alias: config.alias, label: candidate.version, versions: wanted });
    const { url, revision, pid } = change.server();
    const own = change.ownServer();
    if (own !== undefined) deployment.started(own);
    step(5, url);
    return {
      target: "local",
      endpoint: place.name,
      url,
      revision,
      changed,
      modelUri: model.uri,
      version: candidate.version,
      ...(model.modelVersion === undefined ? {} : { modelVersion: { ...model.modelVersion, aliases: alias.aliases } }),
      versions: wanted,
      former: [...served],
      golden: { local: parity.local, http, ...(parity.reason === undefined ? {} : { reason: parity.reason }) },
      alias: alias.alias,
      ...(alias.reason === undefined ? {} : { aliasReason: alias.reason }),
      lifetime: endsWithProcess(pid) ? "run" : "detached",
      timings: watch.timings(),
    };
  } catch (error) {
    throw await change.undo(error);
  } finally {
    await change.close();
  }
}

/** A registry that asks for credentials, or is another server than tracking, is not asked by the server: it gets the folder that was downloaded. */
function servedUri({ uri, folder }: PinnedModel, { trackingConfig }: DeployContext): string {
  const { token, username, trackingUri, registryUri = trackingUri } = trackingConfig;
  const within = URL.canParse(trackingUri) && new URL(trackingUri).username !== "";
  return token !== undefined || username !== undefined || within || registryUri !== trackingUri ? folder : uri;
}
