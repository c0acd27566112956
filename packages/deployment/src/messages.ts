import type { BatchDetails, EndpointDetails, ServedShare } from "@mlops/core/stage";
import type { RollbackDetails } from "./local/rollback-local.ts";

const shares = (versions: readonly ServedShare[]): string => {
  if (versions.length === 1) return `version ${versions[0]?.version}`;
  return versions.map(({ version, weight }) => `version ${version} with ${weight}%`).join(", ");
};

/** What a deployment did, in one sentence. */
export function endpointMessage({ endpoint, url, versions, changed }: EndpointDetails): string {
  return `endpoint ${endpoint} ${changed ? "serves" : "served already"} ${shares(versions)} at ${url}`;
}

export function rollbackMessage({ endpoint, url, versions }: RollbackDetails): string {
  return `endpoint ${endpoint} serves ${shares(versions)} again at ${url}`;
}

/** What became of a batch, in one sentence. */
export function batchMessage({ rows, model, output, cached }: BatchDetails): string {
  const counted = `${rows.toLocaleString("en-US")} ${rows === 1 ? "row" : "rows"}`;
  return cached ? `${counted} were scored by ${model} already: ${output}` : `${counted} scored by ${model}: ${output}`;
}
