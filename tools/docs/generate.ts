// Writes the documents that are made from code: `pnpm generate`. With --check it writes nothing and fails when one is out of date.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { configPage } from "./config-page.ts";
import { pipelineSchema } from "./config-schema.ts";
import { errorsPage } from "./errors-page.ts";
import { noticePage } from "./notice-page.ts";

const root = path.resolve(import.meta.dirname, "../..");
const DOCUMENTS: Readonly<Record<string, () => string>> = {
  "docs/config.md": configPage,
  "docs/pipeline.schema.json": pipelineSchema,
  "docs/errors.md": errorsPage,
  "packages/core/NOTICE": () => noticePage("core"),
  "packages/models/NOTICE": () => noticePage("models"),
};

const check = process.argv.includes("--check");
for (const [file, render] of Object.entries(DOCUMENTS)) {
  const target = path.join(root, file);
  const text = render();
  if (readIfPresent(target) === text) continue;
  if (check) {
    process.stderr.write(`${file} is out of date: run "pnpm generate" and commit it\n`);
    process.exitCode = 1;
  } else {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    process.stdout.write(`wrote ${file}\n`);
  }
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
