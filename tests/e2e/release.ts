import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execute, root } from "./environment.ts";
import type { Registry } from "./registry.ts";

/** A published package as its README and manifest describe it. */
export interface PublishedPackage {
  readonly name: string;
  readonly folder: string;
  readonly version: string;
}

/** The packages of a workspace that are meant to be published. */
export function publicPackages(workspace: string): PublishedPackage[] {
  return readdirSync(path.join(workspace, "packages"))
    .map((name) => path.join(workspace, "packages", name))
    .map((folder) => ({ folder, ...(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest) }))
    .filter((manifest) => manifest.private !== true)
    .map(({ folder, name, version }) => ({ folder, name, version }));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
}

/**
 * Releases the working tree as a maintainer would, in a copy at `folder`: changesets pick the versions and publish every
 * package to `registry`. What was built is copied, so a build must have run.
 */
export async function release(folder: string, registry: Registry): Promise<PublishedPackage[]> {
  const listed = await execute(root, "git", ["ls-files", "-z", "-co", "--exclude-standard"]);
  for (const file of listed.split("\0").filter((name) => name !== "" && existsSync(path.join(root, name)))) copy(file, folder);
  for (const { folder: source } of publicPackages(root)) copy(path.relative(root, path.join(source, "dist")), folder);
  writeFileSync(path.join(folder, ".npmrc"), registry.npmrc);
  await execute(folder, "git", ["init", "-q", "-b", "main"]);
  await execute(folder, "git", ["add", "-A"]);
  await execute(folder, "git", [...AUTHOR, "commit", "-q", "-m", "Before the release"]);
  await execute(folder, "pnpm", ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=silent"]);
  await execute(folder, "pnpm", ["exec", "changeset", "version"]);
  await execute(folder, "git", [...AUTHOR, "commit", "-q", "-a", "-m", "Release"]);
  await execute(folder, "pnpm", ["exec", "changeset", "publish", "--no-git-tag"]);
  return publicPackages(folder);
}

const AUTHOR = ["-c", "user.name=release", "-c", "user.email=release@localhost"];

function copy(file: string, folder: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(path.join(root, file), target, { recursive: true });
}
