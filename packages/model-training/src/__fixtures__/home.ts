import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTracking, type Run } from "@mlops/core/tracking";
import { onTestFinished } from "vitest";

/** A folder of state for one test, removed after it. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "mlops-training-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** What tracking knows of the runs, oldest first, and of the versions of a model. */
export async function tracked(home: string, name: string): Promise<{ runs: Run[]; versions: string[]; models: string[] }> {
  const { tracker, registry, close } = await openTracking({ home });
  try {
    const runs = (await tracker.searchRuns({ orderBy: ["attributes.start_time ASC"] })) as Run[];
    const versions = await registry.searchVersions({ filter: `name = '${name}'` });
    const models = await tracker.searchLoggedModels();
    return { runs, versions: versions.map(({ version }) => version).sort(), models: models.map(({ status }) => status) };
  } finally {
    await close();
  }
}

/** Points an alias of a registered model at a version. */
export async function crown(home: string, name: string, version: string, alias = "champion"): Promise<void> {
  const { registry, close } = await openTracking({ home });
  await registry.setAlias(name, alias, version).finally(close);
}

/** Model folders below `bundles`, and whatever a write left half-done. */
export function bundlesIn(folder: string): string[] {
  try {
    return readdirSync(join(folder, "bundles"));
  } catch {
    return [];
  }
}
