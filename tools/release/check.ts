// A change is announced: before the first release a changeset names every published package; later `changeset status` asks for
// one for each package that changed since main.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const FIRST_VERSION = "0.0.0";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
}

function manifests(): Manifest[] {
  const folder = path.join(root, "packages");
  return readdirSync(folder)
    .map((name) => JSON.parse(readFileSync(path.join(folder, name, "package.json"), "utf8")) as Manifest)
    .filter((manifest) => manifest.private !== true);
}

/** The packages that the committed changesets name. */
function announced(): Set<string> {
  const folder = path.join(root, ".changeset");
  const texts = readdirSync(folder).filter((file) => file.endsWith(".md") && file !== "README.md");
  const heads = texts.map((file) => readFileSync(path.join(folder, file), "utf8").split("---")[1] ?? "");
  return new Set(
    heads.flatMap((head) => [...head.matchAll(/^["']?(@[\w/-]+)["']?:\s*(?:patch|minor|major)\s*$/gm)].map((match) => match[1] as string)),
  );
}

const named = announced();
const silent = manifests().filter((manifest) => manifest.version === FIRST_VERSION && !named.has(manifest.name));
for (const { name } of silent) process.stderr.write(`${name} has never been released and no changeset names it: run "pnpm changeset"\n`);
process.exitCode = silent.length > 0 || !branchIsAnnounced() ? 1 : 0;

/** On a branch: what changed since main has a changeset. A checkout without main (a shallow or detached one) cannot tell. */
function branchIsAnnounced(): boolean {
  if (spawnSync("git", ["rev-parse", "--verify", "--quiet", "main"], { cwd: root, stdio: "ignore" }).status !== 0) return true;
  const { status, stdout, stderr } = spawnSync("pnpm", ["exec", "changeset", "status"], { cwd: root, encoding: "utf8" });
  if (status !== 0) process.stderr.write(stdout + stderr);
  return status === 0;
}
