import { resolve } from "node:path";
import { ConfigError, type DeploymentConfig, type DeploymentOptions, listEndpoints, type PipelineFile } from "@mlops/all";
import { parseModelUri } from "@mlops/core/tracking";
import { type FileOptions, loadFile } from "./pipeline-file.ts";

export interface DeployFlags extends FileOptions {
  readonly endpoint?: string;
  readonly target?: string;
  readonly host?: string;
  readonly port?: number;
  readonly traffic?: number;
  readonly alias?: string;
  readonly detach?: boolean;
  readonly rollback?: boolean;
  readonly trackingUri?: string;
  readonly golden?: string;
}

/** What is to be deployed, from a model's URI or from a pipeline file, with the flags on top. */
export interface DeploymentTarget {
  /** Undefined for a rollback, which needs none. */
  readonly modelUri: string | undefined;
  readonly config: DeploymentOptions;
  readonly trackingConfig: Partial<PipelineFile["trackingConfig"]>;
  readonly pipelineFile: string | undefined;
}

const usage = (detail: string, hint: string): ConfigError => new ConfigError({ code: "USAGE_INVALID", detail, hint });

/** The settings that flags name; the others stay as they are. */
function flagged({ endpoint, target, host, port, traffic, alias, detach }: DeployFlags): DeploymentOptions {
  const settings = {
    endpointName: endpoint,
    target,
    host,
    port,
    trafficPercentage: traffic,
    alias,
    lifetime: detach === true ? "detached" : undefined,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as DeploymentOptions;
}

/** An endpoint is named like the registered model where nothing else is said. */
function endpointOf(uri: string): string | undefined {
  const parsed = parseModelUri(uri);
  const name =
    "name" in parsed
      ? parsed.name
          .split(".")
          .at(-1)
          ?.replace(/[^A-Za-z0-9_-]/g, "-")
      : undefined;
  return name !== undefined && /^[A-Za-z0-9]/.test(name) ? name : undefined;
}

function onlyEndpoint(home: string): string {
  const endpoints = listEndpoints(home);
  if (endpoints.length === 1) return endpoints[0] as string;
  throw usage(
    `there are ${endpoints.length} endpoints in ${home}: name one with --endpoint`,
    endpoints.join(", ") || "deploy a model first",
  );
}

/** The deployment section of a file, and the model that its training stage registers. */
function ofFile(file: PipelineFile): { readonly config: DeploymentConfig; readonly modelUri: string } {
  const stages = file.stages ?? [];
  const stage = stages.find(({ kind }) => kind === "deployment");
  const config = (stage?.config as DeploymentConfig | undefined) ?? file.deploymentConfig;
  if (config === undefined) {
    throw new ConfigError({ code: "CONFIG_INVALID", detail: "there is no deployment stage to run", hint: "add deployment_config" });
  }
  const training = stages.find(({ kind }) => kind === "training")?.config ?? file.modelConfig;
  const { registeredModelName = file.name, alias = "challenger" } = (training ?? {}) as { registeredModelName?: string; alias?: string };
  return { config, modelUri: config.modelUri ?? `models:/${registeredModelName}@${alias}` };
}

/** @throws ConfigError `USAGE_INVALID` where nothing says what to deploy; what loading the file throws */
export async function deploymentTarget(subject: string | undefined, flags: DeployFlags, home: string): Promise<DeploymentTarget> {
  const settings = flagged(flags);
  const tracking = flags.trackingUri === undefined ? {} : { trackingUri: flags.trackingUri };
  if (subject === undefined) {
    if (flags.rollback !== true) throw usage("nothing says what to deploy", "mlops deploy models:/churn@challenger, or a pipeline file");
    const endpointName = flags.endpoint ?? onlyEndpoint(home);
    return { modelUri: undefined, config: { ...settings, endpointName }, trackingConfig: tracking, pipelineFile: undefined };
  }
  if (/\.ya?ml$/i.test(subject)) {
    const file = await loadFile(subject, flags);
    const { config, modelUri } = ofFile(file);
    const trackingConfig = { ...file.trackingConfig, ...tracking };
    return { modelUri, config: { ...config, ...settings }, trackingConfig, pipelineFile: resolve(subject) };
  }
  const name = endpointOf(subject);
  const config = { ...(name === undefined ? {} : { endpointName: name }), ...settings };
  return { modelUri: subject, config, trackingConfig: tracking, pipelineFile: undefined };
}
