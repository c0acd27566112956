import { transform } from "esbuild";
import type { Options } from "tsup";

type OutputPlugin = NonNullable<Options["plugins"]>[number];

interface SourceMap {
  sources: string[];
  sourcesContent?: (string | null)[];
}

/** Source maps hold the text of our own modules alone: that of bundled ones would be 3 MB of every installation. */
export const ownSources: OutputPlugin = {
  name: "own-sources",
  renderChunk(_, info) {
    if (!info.map) return;
    const map = typeof info.map === "string" ? (JSON.parse(info.map) as SourceMap) : info.map;
    const sourcesContent = map.sourcesContent?.map((text, i) => (map.sources[i]?.includes("node_modules") ? null : text));
    info.map = JSON.stringify({ ...map, sourcesContent });
  },
};

/** Above this share of bundled code a file is compacted; in others our own code stays as it is written. */
const COMPACT_FROM = 0.97;

/** Files of bundled libraries have no white space: Node reads and keeps the text of every file that it loads. */
export const compactLibraries: OutputPlugin = {
  name: "compact-libraries",
  async renderChunk(code, info) {
    if (bundledShare(code) < COMPACT_FROM) return;
    const options = { minifyWhitespace: true, sourcemap: "external", sourcefile: info.path } as const;
    return await transform(code, { ...options, target: "node22", format: "esm" });
  },
};

/** Which share of a file is bundled; esbuild writes the path of each module before its code. */
function bundledShare(code: string): number {
  const modules = code.split(/^\/\/ (?=\S+\.[cm]?[jt]s$)/m).slice(1);
  const size = (of: readonly string[]): number => of.reduce((sum, text) => sum + text.length, 0);
  return size(modules.filter((text) => text.slice(0, text.indexOf("\n")).includes("node_modules"))) / Math.max(1, size(modules));
}
