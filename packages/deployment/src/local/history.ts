import type { LocalEndpoint, LocalEndpointChange, LocalEndpointVersion } from "@mlops/models";

type Versions = readonly LocalEndpointVersion[];

/** Changes that a configuration keeps. */
const KEPT = 100;

/** Whether two lists serve the same models with the same weights, whatever their order. */
export function sameVersions(a: Versions, b: Versions): boolean {
  const key = (versions: Versions) =>
    versions
      .map(({ version, modelUri, weight }) => JSON.stringify([version, modelUri, weight]))
      .sort()
      .join();
  return key(a) === key(b);
}

/** The states that deployments left, oldest first and the one in force last: a candidate is none yet, a rollback takes back what came after it. */
function settledStates(history: readonly LocalEndpointChange[]): Versions[] {
  const states: Versions[] = [];
  for (const { action, versions } of history) {
    if (action === "candidate") continue;
    const at = action === "rolled_back" ? states.findLastIndex((state) => sameVersions(state, versions)) : -1;
    if (at >= 0) states.length = at + 1;
    else states.push(versions);
  }
  return states;
}

/** What the last deployment that came to its end left: a candidate of one that was cut off is not part of it. */
export function settledVersions({ history, versions }: LocalEndpoint): Versions {
  return settledStates(history).at(-1) ?? versions;
}

/** What was served before the last deployment; undefined when there was none. */
export function versionsBefore({ history }: LocalEndpoint): Versions | undefined {
  return settledStates(history).at(-2);
}

/** The endpoint after a change: the next revision, with the change in its history. */
export function changed(
  endpoint: LocalEndpoint,
  { versions, action, reason, at }: { versions: Versions; action: LocalEndpointChange["action"]; reason?: string; at: Date },
): LocalEndpoint {
  const revision = endpoint.revision + 1;
  const change = { revision, at: at.toISOString(), action, versions: [...versions], ...(reason === undefined ? {} : { reason }) };
  return { ...endpoint, revision, versions: [...versions], history: [...endpoint.history, change].slice(-KEPT) };
}
