import path from "node:path";
import type { Options } from "tsup";

type BuildPlugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Modules that most programs never get to, and the functions that they are imported for. */
const LATE: readonly { readonly imported: RegExp; readonly functions: readonly string[] }[] = [
  // arquero's expressions
  { imported: /^acorn$/, functions: ["parse"] },
  // arquero's Arrow tables
  {
    imported: /^@uwdata\/flechette$/,
    functions: ["columnFromArray", "columnFromValues", "tableFromColumns", "tableFromIPC", "tableToIPC"],
  },
  // what calls ml-matrix
  { imported: /\/decompositions\.ts$/, functions: ["singularValues", "solveLinear", "symmetricEigen"] },
];

/** These are inside the files all the same, but run when one of their functions is first called: esbuild makes a closure of a module that is required. */
export const lateModules: BuildPlugin = {
  name: "late-modules",
  setup(build) {
    const base = path.resolve(build.initialOptions.absWorkingDir ?? ".");
    for (const [i, { imported, functions }] of LATE.entries()) {
      const namespace = `late-${i}`;
      build.onResolve({ filter: imported }, ({ path: wanted, kind, resolveDir }) => {
        if (kind !== "import-statement") return undefined;
        if (!wanted.startsWith(".")) return { path: wanted, namespace, pluginData: resolveDir };
        return { path: `./${path.relative(base, path.join(resolveDir, wanted))}`, namespace, pluginData: base };
      });
      build.onLoad({ filter: /./, namespace }, ({ path: wanted, pluginData: resolveDir }) => ({
        contents: [
          "let late;",
          `const load = () => (late ??= require("${wanted}"));`,
          ...functions.map((name) => `export const ${name} = (...given) => load().${name}(...given);`),
        ].join("\n"),
        resolveDir: resolveDir as string,
      }));
    }
  },
};

/**
 * The one module of arquero that reads files, and loads Node's streams for it, is loaded when a file is read. It stays arquero's: bundlers for
 * browsers put another in its place, as arquero's manifest asks.
 */
export const lateStreams: BuildPlugin = {
  name: "late-streams",
  setup(build) {
    const file = "arquero/src/format/stream/byte-stream.js";
    build.onLoad({ filter: new RegExp(`/${file}$`) }, () => ({
      contents: `export const byteStream = async (...given) => (await import("${file}")).byteStream(...given);`,
    }));
    build.onResolve({ filter: new RegExp(`^${file}$`) }, () => ({ path: file, external: true }));
  },
};
