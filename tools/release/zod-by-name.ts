import { readFileSync } from "node:fs";
import path from "node:path";
import type { Options } from "tsup";

/**
 * zod's reader of JSON Schema looks its schemas up in an object of all that zod has, which keeps all of it. As a namespace it keeps what is looked up.
 */
export const zodByName: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "zod-by-name",
  setup(build) {
    const all = /const z = \{\s*\.\.\._schemas,\s*\.\.\._checks,\s*iso: _iso,\s*\};/;
    const names = 'export * from "./schemas.js"; export * from "./checks.js"; export * as iso from "./iso.js";';
    build.onLoad({ filter: /\/zod\/v4\/classic\/from-json-schema\.js$/ }, ({ path: file }) => {
      const text = readFileSync(file, "utf8");
      if (!all.test(text)) throw new Error(`${file} has changed: look at what it bundles now`);
      return { contents: text.replace(all, 'import * as z from "zod-names";'), resolveDir: path.dirname(file) };
    });
    build.onResolve({ filter: /^zod-names$/ }, ({ path: name, resolveDir }) => ({ path: name, namespace: name, pluginData: resolveDir }));
    build.onLoad({ filter: /./, namespace: "zod-names" }, ({ pluginData }) => ({ contents: names, resolveDir: pluginData as string }));
  },
};
