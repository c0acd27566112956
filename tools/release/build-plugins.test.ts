import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lateModules } from "./late-modules.ts";
import { together } from "./together.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mlops-build-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function files(texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

const settings = (more: BuildOptions): BuildOptions => ({
  ...{ bundle: true, splitting: true, format: "esm", outdir: "dist", outExtension: { ".js": ".mjs" }, absWorkingDir: folder },
  ...more,
});

const built = (name: string): Promise<Record<string, unknown>> => import(pathToFileURL(path.join(folder, "dist", name)).href);

test("a late module runs with the first call of one of its functions, once", async () => {
  files({
    "src/stats/decompositions.ts": `globalThis.ran = (globalThis.ran ?? 0) + 1;
export const singularValues = (a: number) => a + 1;
export const solveLinear = () => 2;
export const symmetricEigen = () => 3;`,
    "src/stats/index.ts": 'export { singularValues, solveLinear } from "./decompositions.ts";',
    "src/other.ts": 'import { symmetricEigen } from "./stats/decompositions.ts";\nexport const eigen = () => symmetricEigen();',
  });
  await build(settings({ entryPoints: ["src/stats/index.ts", "src/other.ts"], plugins: [lateModules] }));
  const [stats, other] = [await built("stats/index.mjs"), await built("other.mjs")] as Record<string, (a?: number) => number>[];
  const ran = () => (globalThis as { ran?: number }).ran;
  expect(ran()).toBeUndefined();
  expect([stats?.["singularValues"]?.(4), stats?.["solveLinear"]?.(), other?.["eigen"]?.()]).toEqual([5, 2, 3]);
  expect(ran()).toBe(1);
});

test("a folder's modules are in one file, whichever of them an entry reaches", async () => {
  files({
    "src/kernel/a.ts": "export const a = () => 1;",
    "src/kernel/b.ts": 'import { a } from "./a.ts";\nexport const b = a() + 1;',
    "src/kernel/c.ts": "export const c = () => 3;",
    "src/first.ts": 'export { a } from "./kernel/a.ts";\nexport { c } from "./kernel/c.ts";',
    "src/second.ts": 'export { b } from "./kernel/b.ts";',
    "src/third.ts": 'export { c } from "./kernel/c.ts";',
    "src/alone.ts": "export const alone = 0;",
    "package.json": '{ "sideEffects": false }',
  });
  const entries = ["first", "second", "third", "alone"].map((name) => `./src/${name}.ts`);
  const names = async (plugins: NonNullable<BuildOptions["plugins"]>) => {
    const { metafile } = await build(settings({ entryPoints: entries, plugins, metafile: true, chunkNames: "part-[hash]" }));
    return Object.values(metafile?.outputs ?? {}).flatMap(({ inputs, entryPoint }) => (entryPoint ? [] : [Object.keys(inputs).sort()]));
  };
  expect((await names([])).length).toBeGreaterThan(1);
  expect(await names([together(entries, ["src/kernel/"])])).toEqual([["src/kernel/a.ts", "src/kernel/b.ts", "src/kernel/c.ts"]]);
  expect([await built("second.mjs"), await built("third.mjs"), await built("alone.mjs")]).toMatchObject([
    { b: 2 },
    { c: expect.any(Function) },
    { alone: 0 },
  ]);
});
