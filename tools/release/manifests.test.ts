import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

// What every published package must have, so that it can be published alone.
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly type: string;
  readonly engines: { readonly node: string };
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly publishConfig: { readonly access: string; readonly exports: Readonly<Record<string, unknown>> };
  readonly dependencies?: Readonly<Record<string, string>>;
}

const root = path.resolve(import.meta.dirname, "../..");
const packages = readdirSync(path.join(root, "packages")).map((name) => {
  const folder = path.join(root, "packages", name);
  return { name, folder, manifest: JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest };
});

describe.each(packages)("@mlops/$name", ({ name, folder, manifest }) => {
  test("says what it is", () => {
    expect(manifest).toMatchObject({ name: `@mlops/${name}`, license: "Apache-2.0", type: "module", engines: { node: ">=22.13" } });
    expect(manifest.description.length).toBeGreaterThan(10);
    expect(manifest.files).toContain("dist");
  });

  test("has a README with an example and a way to install", () => {
    const readme = readFileSync(path.join(folder, "README.md"), "utf8");
    expect(readme).toContain(`# @mlops/${name}\n`);
    expect(readme).toContain(`npm i @mlops/${name}`);
    expect(readme).toContain("```ts\n");
  });

  test("publishes what the checkout exports, without the source condition", () => {
    const published = Object.entries(manifest.exports).map(([subpath, target]) => {
      if (typeof target === "string") return [subpath, target];
      const { "@mlops/source": source, ...rest } = target;
      expect(existsSync(path.join(folder, source as string)), `${subpath}: ${source}`).toBe(true);
      const built = (source as string).replace("./src/", "./dist/").replace(/\.ts$/, "");
      expect(rest).toEqual({ types: `${built}.d.ts`, default: `${built}.js` });
      return [subpath, rest];
    });
    expect(manifest.publishConfig).toEqual({ access: "public", exports: Object.fromEntries(published) });
  });

  test("starts workers by their published name only", () => {
    const files = globSync("src/**/*.ts", { cwd: folder }).filter((file) => !/\.test(-d)?\.ts$|__fixtures__/.test(file));
    const relative = files.filter((file) => /new URL\(\s*["'`]\.{1,2}\//.test(readFileSync(path.join(folder, file), "utf8")));
    expect(relative, "a path relative to the source is another one in dist").toEqual([]);
  });
});

test("all packages share one version", () => {
  expect(new Set(packages.map(({ manifest }) => manifest.version)).size).toBe(1);
});
