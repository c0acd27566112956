#!/usr/bin/env node
// Starts the CLI. From the checkout it runs the TypeScript sources, which needs a Node that strips types;
// an older Node fetches one through npx. Plain JavaScript: this file must load anywhere.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);
const source = path.resolve(path.dirname(self), "../src/main.ts");
const built = path.resolve(path.dirname(self), "../dist/main.js");
const fromSource = existsSync(source);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const newEnough = (major === 22 && minor >= (fromSource ? 19 : 13)) || (major === 24 && minor >= 11) || major > 24;

/** Runs a program on this terminal in place of this one: its exit code is ours, and a signal sent to us reaches it. */
function become(program, args, env = process.env) {
  const child = spawn(program, args, { stdio: "inherit", env, shell: process.platform === "win32" && program === "npx" });
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  process.on("SIGINT", () => onTerminal || child.kill("SIGINT")); // Ctrl-C reaches the whole foreground group by itself
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => {
    process.stderr.write(`mlops: cannot start ${program}: ${error.message}\n`);
    process.exit(2);
  });
  child.on("close", (code, signal) => process.exit(code ?? { SIGINT: 130, SIGTERM: 143 }[signal] ?? 2));
}

if (!newEnough && process.env.MLOPS_TOOLCHAIN === "1") {
  process.stderr.write(`mlops needs Node ^22.19.0 or >=24.11.0, not ${process.version}\n`);
  process.exit(2);
} else if (!newEnough) {
  become("npx", ["-y", "-p", "node@24", "node", self, ...process.argv.slice(2)], { ...process.env, MLOPS_TOOLCHAIN: "1" });
} else if (fromSource && !process.execArgv.includes("--conditions=@mlops/source")) {
  become(process.execPath, ["--conditions=@mlops/source", source, ...process.argv.slice(2)]);
} else {
  await import(fromSource ? source : built);
}
