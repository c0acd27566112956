import { spawn } from "node:child_process";
import path from "node:path";

/** The repository root. */
export const root = path.resolve(import.meta.dirname, "../..");

/** This process's environment without what an outer `npm test` adds: its settings would win over a folder's own .npmrc. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const outer = /^(npm_(package|lifecycle|command|execpath|node_execpath|config_(registry|prefix|local_prefix|yes))|NODE_OPTIONS|VITEST)/i;
  const kept = Object.entries(process.env).filter(([name]) => !outer.test(name));
  return { ...Object.fromEntries(kept), CI: "1", NO_COLOR: "1", NODE_ENV: "development", ...more };
}

/** Runs a program to its end and returns its standard output; when it fails, throws with everything it printed. */
export function execute(
  cwd: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: cleanEnvironment(env), stdio: ["ignore", "pipe", "pipe"] });
    const output: string[] = [];
    const errors: string[] = [];
    child.stdout.on("data", (chunk) => output.push(String(chunk)));
    child.stderr.on("data", (chunk) => errors.push(String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output.join(""));
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}\n${output.join("")}${errors.join("")}`));
    });
  });
}
