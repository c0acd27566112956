import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { configPage } from "./config-page.ts";
import { pipelineSchema } from "./config-schema.ts";

// Writes docs/config.md and docs/pipeline.schema.json; with --check only says whether they are up to date.
const docs = new URL("../../docs/", import.meta.url);
const pages: Readonly<Record<string, string>> = { "config.md": configPage(), "pipeline.schema.json": pipelineSchema() };
const check = process.argv.includes("--check");

function current(file: URL): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

mkdirSync(docs, { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const file = new URL(name, docs);
  if (current(file) === text) continue;
  if (check) {
    process.stderr.write(`docs/${name} is out of date: node --conditions=@mlops/source tools/docs/config.ts\n`);
    process.exitCode = 1;
  } else writeFileSync(file, text);
}
