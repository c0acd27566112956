import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsup";
import { APART, BUNDLED, TOGETHER } from "./tools/release/bundled.ts";
import { lateModules, lateStreams } from "./tools/release/late-modules.ts";
import { compactLibraries, ownSources } from "./tools/release/library-files.ts";
import { together } from "./tools/release/together.ts";
import { zodByName } from "./tools/release/zod-by-name.ts";

interface Manifest {
  name: string;
  exports?: Record<string, string | { "@mlops/source"?: string }>;
}

// Every published subpath is built from the source file its package.json names: `exports` is the one list of entries.
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const published = Object.values(manifest.exports ?? {}).flatMap((target) =>
  typeof target === "string" || !target["@mlops/source"] ? [] : [target["@mlops/source"]],
);
const sources = [...published, ...(APART[manifest.name] ?? [])];
const entries = (of: readonly string[]): Record<string, string> =>
  Object.fromEntries(of.map((source) => [source.replace(/^\.\/src\//, "").replace(/\.ts$/, ""), source]));

export default defineConfig({
  entry: entries(sources),
  tsconfig: fileURLToPath(new URL("tsconfig.build.json", import.meta.url)), // every declaration file that it includes is a part of each program
  format: ["esm"],
  target: "node22",
  platform: "node",
  dts: { entry: entries(published) },
  removeNodeProtocol: false, // otherwise "node:sqlite" becomes "sqlite"
  noExternal: Object.values(BUNDLED).flat(),
  esbuildPlugins: [lateModules, lateStreams, zodByName, together(sources, TOGETHER[manifest.name] ?? [])],
  plugins: [ownSources, compactLibraries],
  sourcemap: true,
  clean: true,
});
