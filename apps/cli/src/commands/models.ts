import { openTracking } from "@mlops/core/tracking";
import { alignColumns } from "../output/columns.ts";
import type { Session } from "../session.ts";

export interface ModelsOptions {
  readonly trackingUri?: string;
}

const day = (time: string | undefined): string => (time === undefined ? "–" : time.replace("T", " ").slice(0, 19));

/** `mlops models`: registered models, or the versions of one of them, newest first. */
export async function modelsCommand(session: Session, name: string | undefined, options: ModelsOptions): Promise<number> {
  const { terminal, json, home, signal } = session;
  const tracking = await openTracking({ home, signal, ...(options.trackingUri === undefined ? {} : { trackingUri: options.trackingUri }) });
  try {
    if (name !== undefined) {
      await tracking.registry.getModel(name);
      const found = await tracking.registry.searchVersions({ filter: `name = '${name}'`, orderBy: ["version_number DESC"] });
      const versions = await Promise.all(found.map((version) => tracking.registry.getVersion(version.name, version.version))); // a search leaves aliases out
      if (json) terminal.out(`${JSON.stringify({ name, versions })}\n`);
      else
        terminal.out(
          alignColumns(
            ["version", "aliases", "status", "created", "run"],
            versions.map((version) => [
              version.version,
              version.aliases.join(", "),
              version.status,
              day(version.createdAt),
              version.runId ?? "–",
            ]),
          ),
        );
      return 0;
    }
    const models = await tracking.registry.searchModels();
    if (json) terminal.out(`${JSON.stringify({ models })}\n`);
    else if (models.length === 0) terminal.out(`no registered models in ${tracking.registry.url}\n`);
    else
      terminal.out(
        alignColumns(
          ["model", "aliases"],
          models.map((model) => [
            model.name,
            Object.entries(model.aliases)
              .map(([alias, version]) => `${alias} = ${version}`)
              .join(", "),
          ]),
        ),
      );
    return 0;
  } finally {
    await tracking.close();
  }
}
