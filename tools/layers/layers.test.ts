import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ICruiseResult } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cruiseLayers } from "./cruise.ts";
import { FORBIDDEN, LAYERS, OWNERS } from "./rules.ts";

// Each case is one import in a small workspace of its own; `caught` names the rules that must forbid it.
const CASES: readonly { from: string; to: string; caught: readonly string[] }[] = [
  { from: "packages/models/src/up.ts", to: "@mlops/core", caught: ["layer-models"] },
  { from: "packages/core/src/up.ts", to: "@mlops/data", caught: ["layer-core"] },
  { from: "packages/data/src/sideways.ts", to: "@mlops/api", caught: ["layer-data"] },
  { from: "packages/monitoring/src/sideways.ts", to: "@mlops/deployment", caught: ["layer-monitoring"] },
  { from: "packages/deployment/src/up.ts", to: "@mlops/all", caught: ["layer-deployment"] },
  { from: "packages/data/src/path.ts", to: "../../core/src/index.ts", caught: ["no-import-across-packages-by-path"] },
  { from: "packages/core/src/kernel/stats/runtime.ts", to: "../../index.ts", caught: ["kernel-is-pure"] },
  { from: "packages/core/src/kernel/stats/node.ts", to: "node:fs", caught: ["kernel-is-pure"] },
  { from: "packages/core/src/kernel/stats/schemas.ts", to: "@mlops/models", caught: ["kernel-is-pure"] },
  { from: "packages/core/src/kernel/stats/tables.ts", to: "arquero", caught: ["kernel-is-pure"] },
  { from: "packages/core/src/kernel/stats/missing.ts", to: "@mlops/nowhere", caught: ["kernel-is-pure", "no-unresolved"] },
  { from: "packages/models/src/errors/impure.ts", to: "zod", caught: ["errors-are-pure"] },
  { from: "packages/core/src/schema.ts", to: "zod", caught: ["only-models-imports-zod"] },
  { from: "packages/data/src/table.ts", to: "arquero", caught: ["only-core-imports-arquero"] },
  { from: "packages/core/src/tracking/client.ts", to: "undici", caught: ["only-core-http-imports-undici"] },
  { from: "apps/cli/src/file.ts", to: "yaml", caught: ["only-core-imports-yaml"] },
  { from: "packages/api/src/log.ts", to: "pino", caught: ["only-core-imports-pino"] },
  { from: "packages/core/src/sql/engine.ts", to: "@duckdb/node-bindings", caught: ["only-data-imports-duckdb-node-bindings"] },
  { from: "packages/core/src/circle.ts", to: "./circle-back.ts", caught: ["no-circles"] },
  // allowed
  { from: "packages/core/src/down.ts", to: "@mlops/models", caught: [] },
  { from: "packages/core/src/http/pool.ts", to: "undici", caught: [] },
  { from: "packages/core/src/kernel/stats/errors.ts", to: "@mlops/models/errors", caught: [] },
  { from: "packages/core/src/kernel/stats/algebra.ts", to: "ml-matrix", caught: [] },
  { from: "packages/core/src/kernel/stats/golden.test.ts", to: "node:fs", caught: [] },
  { from: "packages/data/src/read.ts", to: "@duckdb/node-bindings", caught: [] },
  { from: "packages/monitoring/src/down.ts", to: "@mlops/drift-detection", caught: [] },
  { from: "packages/all/src/down.ts", to: "@mlops/monitoring", caught: [] },
  { from: "apps/cli/src/down.ts", to: "@mlops/all", caught: [] },
];

const KERNEL_LIBRARIES = ["ml-matrix"];
let folder: string;
let result: ICruiseResult;

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "mlops-layers-")));
  mkdirSync(path.join(folder, "node_modules/@mlops"), { recursive: true });
  for (const name of LAYERS.flat()) {
    const exports = { ".": { "@mlops/source": "./src/index.ts" }, "./errors": { "@mlops/source": "./src/errors/index.ts" } };
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@mlops/${name}`, type: "module", exports }));
    write(`packages/${name}/src/index.ts`, "export const name = 1;\n");
    symlinkSync(path.join(folder, "packages", name), path.join(folder, "node_modules/@mlops", name));
  }
  write("packages/models/src/errors/index.ts", "export const name = 1;\n");
  write("packages/core/src/circle-back.ts", 'import "./circle.ts";\nexport const name = 1;\n');
  for (const library of [...Object.keys(OWNERS), ...KERNEL_LIBRARIES]) {
    write(`node_modules/${library}/package.json`, JSON.stringify({ name: library, type: "module", exports: "./index.js" }));
    write(`node_modules/${library}/index.js`, "export const name = 1;\n");
  }
  for (const { from, to } of CASES) write(from, `import { name } from ${JSON.stringify(to)};\nexport const got = name;\n`);
  result = await cruiseLayers(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an import in a package", () => {
  test.each(CASES)("$from imports $to: caught by $caught", ({ from, caught }) => {
    const found = result.summary.violations
      .filter((violation) => violation.from === from || violation.to === from)
      .map((violation) => violation.rule.name);
    expect([...new Set(found)].sort()).toEqual([...caught].sort());
  });
});

test("every rule is exercised, the layers' by the packages that have something above or beside them", () => {
  const exercised = new Set(CASES.flatMap((one) => one.caught));
  const left = FORBIDDEN.map((rule) => rule.name).filter((name) => !exercised.has(name) && !name.startsWith("layer-"));
  expect(left).toEqual([]);
});
