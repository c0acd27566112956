// Python environments and processes that benchmarks are compared with.
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const folder = import.meta.dirname;

/** A program of an environment that `uv` makes in `bench/.venv/<name>` when it is not there yet. */
export function peerPython(name: string, packages: readonly string[]): string {
  const home = path.join(folder, ".venv", name);
  const python = path.join(home, "bin", "python");
  if (existsSync(python)) return python;
  const judge = process.env["MLOPS_JUDGE_PYTHON"] ?? path.join(folder, "..", ".venv", "judge", "bin", "python");
  const uv = path.join(path.dirname(judge), "uv");
  const tool = existsSync(uv) ? uv : "uv";
  run(tool, ["venv", "-q", "--python", "3.11", home]);
  run(tool, ["pip", "install", "-q", "--python", python, ...packages]);
  return python;
}

/** Runs a program to its end and returns its standard output; the error holds what it wrote when it fails. */
export function run(command: string, args: readonly string[], options: SpawnSyncOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 26, ...options });
  if (error !== undefined || status !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${status ?? error?.message}: ${String(stderr).slice(-2000)}`);
  return String(stdout);
}

/** The last line of a program's output, as JSON. */
export function runJson<T>(command: string, args: readonly string[]): T {
  return JSON.parse(run(command, args).trim().split("\n").at(-1) as string) as T;
}
