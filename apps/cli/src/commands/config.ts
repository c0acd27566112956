import { MLOpsConfigManager, scrub, toJson } from "@mlops/all";
import { alignColumns } from "../output/columns.ts";
import type { Session } from "../session.ts";
import { type FileOptions, loadFile, loadOptions } from "./pipeline-file.ts";

export interface ConfigShowOptions extends FileOptions {
  readonly explain?: boolean;
}

/** `mlops config show`: the configuration as it is in force, secrets as `***`; with `--explain` where each value comes from. */
export async function configShowCommand(session: Session, path: string, options: ConfigShowOptions): Promise<number> {
  const { terminal } = session;
  if (options.explain) {
    const values = await MLOpsConfigManager.createPipelineConfigManager().explain(path, loadOptions(options));
    if (session.json) terminal.out(`${JSON.stringify({ values })}\n`);
    else
      terminal.out(
        alignColumns(
          ["key", "value", "layer", "where"],
          values.map(({ key, value, layer, where }) => [key, JSON.stringify(value), layer, where ?? ""]),
        ),
      );
    return 0;
  }
  const file = await loadFile(path, options);
  terminal.out(`${JSON.stringify(scrub(toJson(file)), null, session.json ? undefined : 2)}\n`);
  return 0;
}
