import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Consumer } from "./consumer.ts";
import { execute, root } from "./environment.ts";
import { firstExample } from "./readme.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { type PublishedPackage, publicPackages, release } from "./release.ts";

// Every package goes to a registry of this test's own, and comes back as a stranger installs it.
const packages = publicPackages(root);
const compiler = path.join(
  path.dirname(createRequire(path.join(root, "package.json")).resolve("typescript-native/package.json")),
  "bin/tsc",
);
const OWN_ARQUERO = "8.0.1";
const OTHER_ZOD = "4.5.4";

let folder: string;
let registry: Registry;
let released: PublishedPackage[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "mlops-e2e-"));
  await execute(root, "pnpm", ["exec", "turbo", "run", "build", "--output-logs=errors-only"]);
  registry = await startRegistry(path.join(folder, "registry"));
  released = await release(path.join(folder, "tree"), registry);
});

afterAll(async () => {
  await registry?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

const install = (name: string, manager: "npm" | "pnpm", ...wanted: string[]) =>
  Consumer.install(path.join(folder, name), registry, manager, wanted);

const readme = ({ folder: source }: PublishedPackage) => firstExample(readFileSync(path.join(source, "README.md"), "utf8"));

test("changesets give every package the first version", () => {
  expect(released.map(({ name, version }) => `${name}@${version}`)).toEqual(packages.map(({ name }) => `${name}@0.1.0`));
});

describe.each(["npm", "pnpm"] as const)("%s, in an empty folder", (manager) => {
  test("installs @mlops/drift-detection alone, whose README example runs", async () => {
    const consumer = await install(`${manager}-drift-detection`, manager, "@mlops/drift-detection");
    expect(consumer.version("@mlops/drift-detection")).toBe("0.1.0");
    const example = readme(packages.find(({ name }) => name === "@mlops/drift-detection") as PublishedPackage);
    expect(await consumer.run("example.ts", example.code, compiler)).toBe(example.prints);
  });

  test("installs @mlops/all, whose README example runs", async () => {
    const consumer = await install(`${manager}-all`, manager, "@mlops/all");
    expect(consumer.version("@mlops/all")).toBe("0.1.0");
    const example = readme(packages.find(({ name }) => name === "@mlops/all") as PublishedPackage);
    expect(await consumer.run("example.ts", example.code, compiler)).toBe(example.prints);
  });
});

describe("each package, installed with nothing that it does not ask for", () => {
  test.each(packages)("$name: its README example compiles and prints what it says", async (one) => {
    const consumer = await install(`alone-${path.basename(one.folder)}`, "pnpm", one.name); // pnpm hides what is not declared
    const example = readme(one);
    expect(await consumer.run("example.ts", example.code, compiler)).toBe(example.prints);
  });
});

test("importing @mlops/drift-detection loads no HTTP client, YAML parser, DuckDB or logger", async () => {
  const consumer = await install("loads", "npm", "@mlops/drift-detection");
  const program = `import { registerHooks } from "node:module";
const loaded = new Set();
registerHooks({ load(url, context, next) { loaded.add(/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules\\/)/.exec(url)?.[1]); return next(url, context); } });
await import("@mlops/drift-detection");
console.log(JSON.stringify([...loaded].filter(Boolean)));`;
  const loaded = JSON.parse(await execute(consumer.folder, process.execPath, ["--input-type=module", "-e", program])) as string[];
  expect(loaded).toContain("@mlops/drift-detection");
  expect(loaded.filter((name) => ["undici", "yaml", "pino", "@duckdb/node-bindings"].includes(name))).toEqual([]);
});

test("@mlops/drift-detection takes at most 30 MB with all that it brings, none of it native code", async () => {
  const { folder: stranger } = await install("size", "npm", "@mlops/drift-detection");
  const entries = readdirSync(path.join(stranger, "node_modules"), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  expect(files.reduce((bytes, file) => bytes + statSync(file).size, 0)).toBeLessThanOrEqual(30e6);
  expect(files.filter((file) => /\.(node|so|dylib|dll)$|binding\.gyp$/.test(file))).toEqual([]);
});

test("a bundler for browsers takes the tables of @mlops/core without anything of Node", async () => {
  const { folder: resolveDir } = await install("browser", "npm", "@mlops/core");
  const stdin = { contents: 'export { aq, makeTable } from "@mlops/core/table";', resolveDir };
  const built = await build({ stdin, bundle: true, write: false, format: "esm", platform: "browser", logLevel: "silent" });
  expect(built.outputFiles[0]?.text).toContain("groupby");
});

test("a user's file with another copy of arquero and another zod compiles against the declarations, and runs", async () => {
  const consumer = await install("own-copies", "npm", "@mlops/all", `arquero@${OWN_ARQUERO}`, `zod@${OTHER_ZOD}`);
  expect([consumer.version("arquero"), consumer.version("zod")]).toEqual([OWN_ARQUERO, OTHER_ZOD]);
  const text = readFileSync(path.join(import.meta.dirname, "fixtures/own-copies.ts"), "utf8");
  expect(await consumer.run("own-copies.ts", text, compiler)).toBe("own copies work\n");
});
