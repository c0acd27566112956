import { MLOpsError, type ModelVersion } from "@mlops/models";
import { catalogPath, checkVersion, fromCatalog } from "./model-versions.ts";
import type { Transport } from "./transport.ts";

type Registry = "unity_catalog" | "workspace";

function checkRegistry(registry: Registry): void {
  if (registry === "workspace") throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "aliases in the workspace's own registry" });
}

/** Reads the version that an alias names; aliases are Unity Catalog's. */
export async function readAliasedVersion(send: Transport["send"], registry: Registry, name: string, alias: string): Promise<ModelVersion> {
  checkRegistry(registry);
  const path = `${catalogPath(name)}/aliases/${encodeURIComponent(alias)}`;
  return fromCatalog(name, await send({ path, query: { include_aliases: true } }));
}

/** Points an alias at a version. */
export async function writeAlias(
  send: Transport["send"],
  registry: Registry,
  { name, alias, version }: { readonly name: string; readonly alias: string; readonly version: string },
): Promise<void> {
  checkRegistry(registry);
  checkVersion(version);
  await send({
    method: "PUT",
    path: `${catalogPath(name)}/aliases/${encodeURIComponent(alias)}`,
    payload: { version_num: BigInt(version) },
  });
}
