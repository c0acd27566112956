import { type Answer, json, refused } from "./answer.ts";
import type { WorkspaceState } from "./state.ts";

/** Unity Catalog's models and the workspace's own registry; undefined for a request that is not about them. */
export function catalogRoutes(state: WorkspaceState, request: string, query: URLSearchParams, body: string): Answer | undefined {
  if (request === "GET /api/2.0/mlflow/model-versions/get" && query.get("name") === "churn") {
    return json(
      `{"model_version":{"name":"churn","version":"${query.get("version")}","current_stage":"Production","status":"READY","run_id":"r1",` +
        '"creation_timestamp":1735689600000,"last_updated_timestamp":1735689601000,"tags":[{"key":"team","value":"a"}]}}',
    );
  }
  const [, method, name, kind, which] =
    /^(\w+) \/api\/2\.1\/unity-catalog\/models\/([^/]+)\/(versions|aliases)\/([^/]+)$/.exec(request) ?? [];
  if (method === undefined || name === undefined || which === undefined) return undefined;
  if (kind === "versions") return method === "GET" ? shown(state, name, which) : undefined;
  if (method === "PUT") return alias(state, name, which, String((JSON.parse(body) as { version_num: number }).version_num));
  const version = state.aliases.get(`${name}@${which}`);
  return version === undefined
    ? refused(404, "RESOURCE_DOES_NOT_EXIST", `Registered model alias ${which} of ${name} does not exist.`)
    : shown(state, name, version);
}

function shown(state: WorkspaceState, name: string, version: string): Answer {
  const found = state.versions.get(`${name}/${version}`);
  if (found === undefined) return refused(404, "RESOURCE_DOES_NOT_EXIST", `Model version ${name} ${version} does not exist.`);
  const [catalog_name, schema_name, model_name] = name.split(".");
  const aliases = [...state.aliases]
    .filter(([key, at]) => key.startsWith(`${name}@`) && at === version)
    .map(([key]) => ({ alias_name: key.slice(name.length + 1), version_num: Number(version) }));
  const fixed = { run_id: "r1", comment: "third", source: `dbfs:/${model_name}`, created_at: 1735689600000, updated_at: 1735689601000 };
  return json(JSON.stringify({ model_name, catalog_name, schema_name, version: Number(version), status: found.status, ...fixed, aliases }));
}

function alias(state: WorkspaceState, name: string, alias_name: string, version: string): Answer {
  if (!state.versions.has(`${name}/${version}`))
    return refused(404, "RESOURCE_DOES_NOT_EXIST", `Model version ${name} ${version} does not exist.`);
  state.aliases.set(`${name}@${alias_name}`, version);
  return json(JSON.stringify({ alias_name, version_num: Number(version) }));
}
