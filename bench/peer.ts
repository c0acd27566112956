import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { MLOpsError } from "@mlops/models";

const here = import.meta.dirname;

function uv(): string {
  for (const candidate of ["uv", join(here, "../.venv/judge/bin/uv"), process.env["MLOPS_UV"] ?? ""]) {
    if (candidate === "") continue;
    try {
      execFileSync(candidate, ["--version"], { stdio: "ignore" });
      return candidate;
    } catch {
      // try the next one
    }
  }
  throw new MLOpsError({
    code: "PACKAGE_MISSING",
    feature: "the benchmark's peers",
    package: "uv",
    hint: "install uv, or set MLOPS_UV to its path",
  });
}

/** The Python of a peer's own environment, which is made at first use: peers' requirements clash. */
export function peerPython(name: string, requirements: readonly string[]): string {
  const folder = join(here, ".venv", name);
  const python = join(folder, "bin", "python");
  if (!existsSync(python)) {
    execFileSync(uv(), ["venv", "-q", "--python", "3.11", folder], { stdio: "inherit" });
    execFileSync(uv(), ["pip", "install", "-q", "--python", python, ...requirements], { stdio: "inherit" });
  }
  return python;
}

/** Runs a program that prints one JSON document as its last line. */
export function runJson<T>(program: string, args: readonly string[]): T {
  const output = execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 26 });
  return JSON.parse(output.trim().split("\n").at(-1) as string) as T;
}
