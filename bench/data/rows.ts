import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { peerPython, runJson } from "../peer.ts";

/** The folder with the table of the benchmarks, `rows.parquet` and `rows.csv`; it is made at first use. */
export function rowsFolder(rows: number): string {
  const folder = join(import.meta.dirname, "..", ".data", String(rows));
  if (existsSync(join(folder, "rows.csv"))) return folder;
  mkdirSync(folder, { recursive: true });
  const script = JSON.stringify(join(import.meta.dirname, "generate.py"));
  const run = `import runpy, sys; sys.argv = ["g", "${rows}", ${JSON.stringify(folder)}]; runpy.run_path(${script}); print("{}")`;
  runJson(peerPython("gx", ["great_expectations==1.24.0", "pandas", "pyarrow"]), ["-c", run]);
  return folder;
}
