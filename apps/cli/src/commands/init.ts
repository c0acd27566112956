import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { ConfigError, DataError, readTable, writeFileWhole } from "@mlops/all";
import { sampleCustomers } from "../init/sample-customers.ts";
import { starterFile } from "../init/starter-file.ts";
import type { Session } from "../session.ts";

export interface InitOptions {
  readonly data?: string;
  readonly target?: string;
  readonly name?: string;
}

const SAMPLE = { file: "customers.csv", target: "churned", name: "churn" };
const IGNORED = ".mlops/\nnode_modules/\n";

function refuseExisting(files: readonly string[]): void {
  const there = files.find((file) => existsSync(file));
  if (there === undefined) return;
  const hint = "name another folder, or move the file away";
  throw new DataError({ code: "FILE_UNWRITABLE", file: there, detail: "it exists already", hint });
}

/** `mlops init`: a pipeline file to begin with, over the user's rows or over made-up ones. Nothing that exists is overwritten. */
export async function initCommand(session: Session, folder: string, options: InitOptions): Promise<number> {
  const { terminal, json, home, signal } = session;
  const at = (name: string): string => resolve(folder, name);
  const pipeline = at("pipeline.yaml");
  if (options.data !== undefined && options.target === undefined)
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "--target", detail: "with --data it names the column to predict" });
  const target = options.target ?? SAMPLE.target;
  const own = options.data === undefined ? undefined : resolve(options.data);
  refuseExisting(own === undefined ? [pipeline, at(SAMPLE.file)] : [pipeline]);
  const written: string[] = [];
  const write = (file: string, content: string): void => {
    writeFileWhole(file, content);
    written.push(file);
  };
  // The rows are read before anything is written: a file that cannot be read, or a target that is not there, leaves the folder as it was.
  const source = own === undefined ? SAMPLE.file : relative(resolve(folder), own);
  const name = options.name ?? (own === undefined ? SAMPLE.name : target);
  const draft = async (path: string): Promise<string> => starterFile(await readTable(path, { home, signal }), { name, source, target });
  if (own === undefined) {
    write(at(SAMPLE.file), sampleCustomers());
    write(pipeline, await draft(at(SAMPLE.file)));
  } else write(pipeline, await draft(own));
  if (!existsSync(at(".gitignore"))) write(at(".gitignore"), IGNORED);
  const shown = written.map((file) => relative(process.cwd(), file) || file);
  if (json) terminal.out(`${JSON.stringify({ status: "success", files: written, exitCode: 0 })}\n`);
  else
    terminal.out(
      `${shown.map((file) => `wrote  ${file}`).join("\n")}\nnext   mlops run ${join(relative(process.cwd(), resolve(folder)), "pipeline.yaml")}\n`,
    );
  return 0;
}
