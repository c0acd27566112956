import { parseModelUri } from "@mlops/core/tracking";
import type { DatabricksClient } from "@mlops/databricks";
import { ConfigError, DeploymentError, type ModelVersion } from "@mlops/models";

/**
 * The version in the workspace's registry that a model URI names now.
 * @throws ConfigError `MODEL_URI_INVALID` for what no workspace can serve; DatabricksError; DeploymentError for a version that is not ready
 */
export async function pinVersion(uri: string, endpoint: string, client: DatabricksClient): Promise<ModelVersion> {
  const parsed = parseModelUri(uri);
  if (parsed.kind !== "version" && parsed.kind !== "alias") {
    const hint = "name a version of the workspace's registry: models:/catalog.schema.name/3 or models:/catalog.schema.name@alias";
    throw new ConfigError({ code: "MODEL_URI_INVALID", uri, message: `a workspace cannot serve "${uri}"`, hint });
  }
  const version =
    parsed.kind === "version"
      ? await client.getModelVersion(parsed.name, parsed.version)
      : await client.getModelVersionByAlias(parsed.name, parsed.alias);
  if (version.status === "READY") return version;
  const detail = `version ${version.version} of ${version.name} is ${version.status}`;
  throw new DeploymentError({ code: "DEPLOYMENT_FAILED", endpoint, detail, hint: "wait for its registration, or register it again" });
}
