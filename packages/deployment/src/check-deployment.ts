import { isAbsolute, resolve } from "node:path";
import { columnMissing } from "@mlops/core/table";
import { parseModelUri } from "@mlops/core/tracking";
import { type DeploymentConfig, MLOpsError, type PipelineConfig } from "@mlops/models";
import { locateBatch } from "./batch/locate-batch.ts";
import { endpointServers } from "./local/endpoint-servers.ts";
import { optionalPackage } from "./optional-package.ts";

/**
 * Looks at what a deployment stage needs before anything runs: the model's URI, the packages of its target, the workspace's credentials, the batch's files
 * and columns. Whether the model exists is seen when it runs.
 * @throws ConfigError, DataError; `NOT_SUPPORTED` for a batch in a workspace
 */
export async function checkDeployment(config: PipelineConfig, base: string): Promise<void> {
  const deployment = config.deploymentConfig as DeploymentConfig;
  const { modelUri, target, serve, batch } = deployment;
  if (modelUri !== undefined) parseModelUri(modelUri);
  if (target === "databricks" && batch)
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "scoring a batch in a Databricks workspace" });
  if (serve && target === "local") await endpointServers();
  if (serve && target === "databricks") {
    const { DatabricksClient } = await optionalPackage("@mlops/databricks", "the target databricks", () => import("@mlops/databricks"));
    await new DatabricksClient(deployment.databricks ?? {}).close();
  }
  if (batch !== undefined) await checkBatch(batch, base, config.dataConfig?.output);
}

/** `written` is a file that a stage before this one makes. */
async function checkBatch(
  { input, output, keep }: NonNullable<DeploymentConfig["batch"]>,
  base: string,
  written: string | undefined,
): Promise<void> {
  const { source } = locateBatch({ input, output }, base);
  const { describeSource, formatOf } = await import("@mlops/data");
  formatOf(output);
  if (written !== undefined && (isAbsolute(written) ? written : resolve(base, written)) === source.path) return;
  const columns = (await describeSource(source, {})).columnNames();
  const missing = keep?.find((name) => !columns.includes(name));
  if (missing !== undefined) throw columnMissing(missing, columns);
}
