import type { Logger } from "@mlops/core/logging";
import type { EndpointDetails } from "@mlops/core/stage";
import type { Tracking } from "@mlops/core/tracking";
import type { DatabricksClient } from "@mlops/databricks";
import { type DeploymentConfig, type ModelVersion, TrackingError } from "@mlops/models";
import type { DeployContext } from "../deploy-options.ts";
import { type LocalParity, localParity } from "../golden/local-parity.ts";
import { checkFits } from "../model/check-fits.ts";
import { type PinnedModel, pinModel } from "../model/pinned-model.ts";
import { optionalPackage } from "../optional-package.ts";
import { Stopwatch } from "../stopwatch.ts";
import { pinVersion } from "./pinned-version.ts";
import { WorkspaceChange } from "./workspace-change.ts";

export interface DatabricksDeployment {
  readonly modelUri: string;
  readonly config: DeploymentConfig;
  readonly context: DeployContext;
  readonly tracking: Tracking;
  readonly logger: Logger;
}

/**
 * Deploys a version of a workspace's registry to a serving endpoint there: the candidate beside what is served, golden rows over the query route, then its
 * share of the requests. Whatever fails on the way puts the saved configuration back.
 */
export async function deployDatabricks(deployment: DatabricksDeployment): Promise<EndpointDetails> {
  const databricks = await optionalPackage("@mlops/databricks", "the target databricks", () => import("@mlops/databricks"));
  const client = new databricks.DatabricksClient(deployment.config.databricks ?? {});
  const { config, context } = deployment;
  const change = new WorkspaceChange({ client, entitiesOf: databricks.servedEntities, config, context });
  return deploy(deployment, client, change).finally(() => client.close());
}

async function deploy(
  { modelUri, config, context, tracking, logger }: DatabricksDeployment,
  client: DatabricksClient,
  change: WorkspaceChange,
): Promise<EndpointDetails> {
  const endpoint = config.endpointName;
  const watch = new Stopwatch();
  const step = (done: number, message: string): void => context.progress({ done, total: 5, message });
  step(0, `checks ${modelUri}`);
  const modelVersion = await pinVersion(modelUri, endpoint, client);
  const current = await change.find();
  const model = await sameModelHere(modelVersion, context, tracking);
  if (model !== undefined) await checkFits({ model, served: change.former(), endpoint, tracking, logger });
  watch.lap("preflight");
  const { local, request, reason }: LocalParity =
    model === undefined
      ? { local: null, request: undefined, reason: `${uriOf(modelVersion)} is not known on this machine` }
      : localParity(model);
  watch.lap("parity");
  try {
    step(1, "updates the endpoint");
    const plan = await change.update(current, modelVersion);
    watch.lap("update");
    step(2, "asks golden rows over the query route");
    const http = await change.checkGolden(plan.name, request);
    watch.lap("golden");
    if (plan.trial !== undefined) {
      step(3, "shifts the requests");
      await change.write(() => plan.final);
      watch.lap("shift");
    }
    step(4, "probes the endpoint");
    await change.probe(plan, request);
    watch.lap("probe");
    const alias = await change.alias(modelVersion, plan);
    const url = `${client.config.host}/serving-endpoints/${encodeURIComponent(endpoint)}/invocations`;
    step(5, url);
    return {
      target: "databricks",
      endpoint,
      url,
      changed: !plan.unchanged,
      modelUri: uriOf(modelVersion),
      version: modelVersion.version,
      modelVersion,
      versions: plan.shares,
      former: change.former(),
      golden: { local, http, ...(reason === undefined ? {} : { reason }) },
      ...alias,
      timings: watch.timings(),
    };
  } catch (error) {
    throw await change.undo(error);
  }
}

const uriOf = ({ name, version }: ModelVersion): string => `models:/${name}/${version}`;

/** The model whose golden rows the endpoint must answer: the one that was named, else the same version in the registry here. */
async function sameModelHere(version: ModelVersion, { golden }: DeployContext, tracking: Tracking): Promise<PinnedModel | undefined> {
  if (golden !== undefined) return pinModel(golden, tracking);
  return pinModel(uriOf(version), tracking).catch((error: unknown) => {
    if (TrackingError.isInstance(error) && error.code === "TRACKING_NOT_FOUND") return undefined;
    throw error;
  });
}
