import { ConfigError, DatabricksError, ModelVersion } from "@mlops/models";
import type { Transport } from "./transport.ts";

type Fields = Record<string, unknown>;
type Registry = "unity_catalog" | "workspace";

/** Reads one version of a model from Unity Catalog or the workspace's own registry. */
export async function readModelVersion(send: Transport["send"], registry: Registry, name: string, version: string): Promise<ModelVersion> {
  checkVersion(version);
  if (registry === "workspace") {
    const answer = await send({ path: "/api/2.0/mlflow/model-versions/get", query: { name, version } });
    return fromWorkspace((answer["model_version"] ?? {}) as Fields);
  }
  const path = `${catalogPath(name)}/versions/${version}`;
  return fromCatalog(name, await send({ path, query: { include_aliases: true } }));
}

/** @throws ConfigError `PARAMETER_INVALID` for what no version is */
export function checkVersion(version: string): void {
  if (/^[1-9]\d*$/.test(version)) return;
  throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "version", detail: `"${version}" is not a version`, hint: "1, 2, 3 …" });
}

/** Path of a model in Unity Catalog. @throws ConfigError `PARAMETER_INVALID` for a name without three parts */
export function catalogPath(name: string): string {
  if (name.split(".").length === 3 && !name.split(".").includes("")) return `/api/2.1/unity-catalog/models/${encodeURIComponent(name)}`;
  const detail = `"${name}" has not three parts`;
  throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "modelName", detail, hint: "catalog.schema.name" });
}

export function fromCatalog(name: string, found: Fields): ModelVersion {
  const aliases = ((found["aliases"] ?? []) as Fields[]).map((one) => one["alias_name"]);
  return checked({
    name,
    ...shared(found),
    description: found["comment"] ?? "",
    source: found["source"] ?? found["storage_location"],
    aliases,
    createdAt: time(found["created_at"]),
    updatedAt: time(found["updated_at"]),
  });
}

function fromWorkspace(found: Fields): ModelVersion {
  const tags = Object.fromEntries(((found["tags"] ?? []) as Fields[]).map((tag) => [tag["key"], tag["value"]]));
  return checked({
    name: found["name"],
    ...shared(found),
    description: found["description"] ?? "",
    source: found["source"],
    aliases: found["aliases"] ?? [],
    tags,
    createdAt: time(found["creation_timestamp"]),
    updatedAt: time(found["last_updated_timestamp"]),
  });
}

function shared(found: Fields): Fields {
  const { version, status, run_id, model_id } = found;
  return {
    version: version === undefined ? undefined : String(version),
    status,
    runId: run_id || undefined,
    modelId: model_id || undefined,
  };
}

function time(milliseconds: unknown): string | undefined {
  return milliseconds === undefined ? undefined : new Date(Number(milliseconds)).toISOString();
}

function checked(fields: Fields): ModelVersion {
  const parsed = ModelVersion.safeParse(fields);
  if (parsed.success) return parsed.data;
  const detail = `no model version: ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}`;
  throw new DatabricksError({ code: "DATABRICKS_REQUEST", status: 200, detail });
}
