import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Options } from "tsup";
import { BUNDLED } from "./tools/release/bundled.ts";

interface Manifest {
  exports?: Record<string, string | { "@mlops/source"?: string }>;
}

interface SourceMap {
  sources: string[];
  sourcesContent?: (string | null)[];
}

// Every published subpath is built from the source file its package.json names: `exports` is the one list of entries.
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const entry: Record<string, string> = {};
for (const target of Object.values(manifest.exports ?? {})) {
  if (typeof target === "string" || !target["@mlops/source"]) continue;
  const source = target["@mlops/source"];
  entry[source.replace(/^\.\/src\//, "").replace(/\.ts$/, "")] = source;
}

// The one module of arquero that reads files: bundlers for browsers put another in its place, as arquero's manifest asks, if it stays arquero's.
const arqueroStreams: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "arquero-streams",
  setup(build) {
    build.onResolve({ filter: /\/byte-stream\.js$/ }, () => ({ path: "arquero/src/format/stream/byte-stream.js", external: true }));
  },
};

// Source maps hold the text of our own modules alone: that of bundled ones would be 3 MB of every installation.
const ownSources: NonNullable<Options["plugins"]>[number] = {
  name: "own-sources",
  renderChunk(_, info) {
    if (!info.map) return;
    const map = typeof info.map === "string" ? (JSON.parse(info.map) as SourceMap) : info.map;
    const sourcesContent = map.sourcesContent?.map((text, i) => (map.sources[i]?.includes("node_modules") ? null : text));
    info.map = JSON.stringify({ ...map, sourcesContent });
  },
};

export default defineConfig({
  entry,
  tsconfig: fileURLToPath(new URL("tsconfig.build.json", import.meta.url)), // every declaration file that it includes is a part of each program
  format: ["esm"],
  target: "node22",
  platform: "node",
  dts: true,
  removeNodeProtocol: false, // otherwise "node:sqlite" becomes "sqlite"
  noExternal: Object.values(BUNDLED).flat(),
  esbuildPlugins: [arqueroStreams],
  plugins: [ownSources],
  sourcemap: true,
  clean: true,
});
