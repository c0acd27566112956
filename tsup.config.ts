import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

interface Manifest {
  exports?: Record<string, string | { "@mlops/source"?: string }>;
}

// Every published subpath is built from the source file its package.json names: `exports` is the one list of entries.
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const entry: Record<string, string> = {};
for (const target of Object.values(manifest.exports ?? {})) {
  if (typeof target === "string" || !target["@mlops/source"]) continue;
  const source = target["@mlops/source"];
  entry[source.replace(/^\.\/src\//, "").replace(/\.ts$/, "")] = source;
}

export default defineConfig({
  entry,
  format: ["esm"],
  target: "node22",
  platform: "node",
  dts: true,
  removeNodeProtocol: false, // otherwise "node:sqlite" becomes "sqlite"
  noExternal: ["@observablehq/plot", "linkedom"], // charts are drawn when a report is written: bundled, so nobody installs d3
  sourcemap: true,
  clean: true,
});
