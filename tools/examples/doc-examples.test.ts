import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as table from "@mlops/core/table";
import { describe, expect, test } from "vitest";
import { extractExamples } from "./extract.ts";
import { runExample } from "./run-example.ts";

const root = path.resolve(import.meta.dirname, "../..");
const files = globSync("packages/*/src/**/*.ts", { cwd: root })
  .filter((file) => !/\.test(-d)?\.ts$/.test(file))
  .sort()
  .map((file) => ({ file, examples: extractExamples(readFileSync(path.join(root, file), "utf8")) }))
  .filter(({ examples }) => examples.length > 0);

async function load(file: string): Promise<Record<string, unknown>> {
  return (await import(/* @vite-ignore */ pathToFileURL(path.join(root, file)).href)) as Record<string, unknown>;
}

/** The entry point that publishes a module: what a reader of the example has imported. */
function entryOf(file: string): string {
  let folder = path.dirname(file);
  while (!existsSync(path.join(root, folder, "index.ts"))) folder = path.dirname(folder);
  return path.join(folder, "index.ts");
}

test("there are examples", () => {
  expect(files.length).toBeGreaterThan(0);
});

describe.each(files)("$file", ({ file, examples }) => {
  test.each(examples)("the example at line $line gives what it says", async (example) => {
    const scope = { ...table, ...(await load(entryOf(file))), ...(await load(file)) };
    await runExample(example, scope, (line, actual, expected) => {
      expect(actual, `${file}:${line}`).toEqual(expected);
    });
  });
});
