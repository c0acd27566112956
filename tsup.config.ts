import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Options } from "tsup";
import { APART, BUNDLED, TOGETHER, WHOLE } from "./tools/release/bundled.ts";
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

const whole = WHOLE[manifest.name] ?? [];
const shared: Options = {
  tsconfig: fileURLToPath(new URL("tsconfig.build.json", import.meta.url)), // every declaration file that it includes is a part of each program
  format: ["esm"],
  target: "node22",
  platform: "node",
  removeNodeProtocol: false, // otherwise "node:sqlite" becomes "sqlite"
  sourcemap: true,
};
const parts: Options = {
  ...shared,
  entry: entries(sources.filter((source) => !whole.includes(source))),
  dts: { entry: entries(published) },
  noExternal: Object.values(BUNDLED).flat(),
  esbuildPlugins: [lateModules, lateStreams, zodByName, together(sources, TOGETHER[manifest.name] ?? [])],
  plugins: [ownSources, compactLibraries],
  clean: Object.keys(entries(whole)).map((name) => `!${name}.js*`), // the other build begins at the same time
};
const wholes: Options = {
  ...shared,
  entry: entries(whole),
  splitting: false,
  noExternal: [/^@mlops\//],
  plugins: [ownSources],
  esbuildOptions(options) {
    options.logOverride = { "ignored-bare-import": "silent" }; // files of other packages of which nothing is used
  },
};

export default defineConfig(whole.length > 0 ? [parts, wholes] : parts);
