import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { bundleFiles } from "./bundle-files.ts";
import { readBundle } from "./read-bundle.ts";
import { sampleClassifier, sampleRegressor } from "./sample-bundle.ts";
import { fromValues, readScorer, tableOfColumns } from "./scoring.ts";

test("a scorer gives as columns what the bundle gives as a table", async () => {
  const files = bundleFiles(sampleRegressor());
  const [bundle, scorer] = [await readBundle(files), await readScorer(files)];
  const table = tableOfColumns({ x: fromValues([1, null, 2.5]) });
  const { prediction } = scorer.score(table);
  expect([...(prediction ?? [])]).toEqual([3, Number.NaN, 6]);
  expect(bundle.predict(table).array("prediction")).toEqual([...(bundle.score(table)["prediction"] ?? [])]);
  expect(scorer.verifyGoldenRows()).toEqual(bundle.verifyGoldenRows());
  expect((await readScorer(bundleFiles(sampleClassifier()))).verifyGoldenRows()).toMatchObject({ ok: true, rows: 4 });
});

test("a table of columns is as an arquero table that shows all its rows", () => {
  const table = tableOfColumns({ x: fromValues([1, 2]), city: fromValues(["Rome", null]) });
  expect([table.numRows(), table.totalRows(), table.columnNames()]).toEqual([2, 2, ["x", "city"]]);
  expect([table.isFiltered(), table.isOrdered(), [...Array.from(table.indices())]]).toEqual([false, false, [0, 1]]);
  expect([table.column("city")?.at(0), table.column("none"), table.column("toString")]).toEqual(["Rome", undefined, undefined]);
  expect(tableOfColumns({}).numRows()).toBe(0);
});

test("scoring loads no arquero, no zod and no HTTP client", () => {
  const program = `import { registerHooks } from "node:module";
const loaded = new Set();
registerHooks({ load(url, context, next) { loaded.add(/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules\\/)/.exec(url)?.[1]); return next(url, context); } });
await import("@mlops/core/scoring");
console.log(JSON.stringify([...loaded].filter(Boolean)));`;
  const args = ["--conditions=@mlops/source", "--input-type=module", "-e", program];
  const loaded = JSON.parse(execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" })) as string[];
  expect(loaded).toEqual(["yaml"]);
});
