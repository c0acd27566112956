import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { ConfigError } from "@mlops/all";
import { writeReport } from "@mlops/core/report";
import { paint } from "../output/terminal.ts";
import type { Session } from "../session.ts";
import { columnsFile } from "../types/columns-file.ts";
import { pipelineColumns } from "../types/pipeline-columns.ts";
import { type FileOptions, loadFile } from "./pipeline-file.ts";

export interface TypesOptions extends FileOptions {
  readonly output?: string;
  readonly check?: boolean;
}

/** `mlops types`: the types of a pipeline's columns, to a declaration file or the terminal; with `--check` 1 where the file is another. */
export async function typesCommand(session: Session, path: string, options: TypesOptions): Promise<number> {
  const { terminal, json } = session;
  const { output, check = false } = options;
  if (check && output === undefined)
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: "--check",
      detail: "there is no file to look at",
      hint: "name it with --output",
    });
  const columns = await pipelineColumns(path, await loadFile(path, options), session);
  const target = output === undefined ? undefined : resolve(output);
  const file = relative(target === undefined ? "." : dirname(target), resolve(path)).replaceAll("\\", "/");
  const text = columnsFile({ file, ...columns });
  const former = target === undefined ? undefined : await readFile(target, "utf8").catch(() => undefined);
  const current = former === text;
  const exitCode = check && !current ? 1 : 0;
  if (target !== undefined && !check && !current) await writeReport(target, text);
  if (json)
    terminal.out(`${JSON.stringify({ ...columns, ...(output === undefined ? { types: text } : { output, current }), exitCode })}\n`);
  else if (output === undefined) terminal.out(text);
  else if (!check) terminal.out(`types ${target}${current ? " (as they were)" : ""}\n`);
  else if (current) terminal.out(`${paint(terminal, "green", "up to date")}: ${output}\n`);
  else
    terminal.err(
      `${paint(terminal, "red", "out of date")}: ${output} ${former === undefined ? "is not there" : "says otherwise"}; run mlops types ${path} --output ${output}\n`,
    );
  return exitCode;
}
