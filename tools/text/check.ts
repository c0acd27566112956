// Every committed text is read: the project speaks of itself alone, not of a machine or a registry.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Finding, findForbidden } from "./forbidden.ts";

const root = path.resolve(import.meta.dirname, "../..");
const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });

/** Hosts of registries that this machine is set to use, so that a lockfile or a log that leaked one is found. */
function configuredHosts(): string[] {
  const urls = [
    execFileSync("npm", ["config", "get", "registry"], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    process.env["PIP_INDEX_URL"],
    process.env["UV_INDEX_URL"],
    process.env["UV_DEFAULT_INDEX"],
  ];
  return urls
    .map((url) => url?.trim() ?? "")
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url).host)
    .filter((host) => !/^(localhost|127\.|\[)/.test(host));
}

const hosts = configuredHosts();
const findings: Finding[] = [];
for (const file of git("ls-files", "-z", "-co", "--exclude-standard").split("\0").filter(Boolean)) {
  const bytes = readIfPresent(path.join(root, file));
  if (bytes === undefined || bytes.includes(0)) continue; // deleted but not yet committed, or binary
  findings.push(...findForbidden(file, bytes.toString("utf8"), hosts));
}
for (const { file, line, what, text } of findings) process.stderr.write(`${file}:${line}: names ${what}: ${text}\n`);
process.exitCode = findings.length > 0 ? 1 : 0;

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
