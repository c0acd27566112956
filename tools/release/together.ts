import { readFileSync } from "node:fs";
import path from "node:path";
import { build as bundle } from "esbuild";
import type { Options } from "tsup";

type BuildPlugin = NonNullable<Options["esbuildPlugins"]>[number];

/** The modules that a module imports when it is loaded. */
type Imports = Readonly<Record<string, readonly string[]>>;

/**
 * Keeps the modules of a folder in one file. esbuild makes a file of the modules that the same entries reach, which tears a folder of small modules
 * into a dozen, and Node takes longer to find a file than to read it. So an entry that reaches a module of a folder is made to reach all of them.
 * @param entries - the entries of the package, and `folders` of its sources, both from the package's folder
 */
export function together(entries: readonly string[], folders: readonly string[]): BuildPlugin {
  return {
    name: "together",
    async setup(build) {
      if (folders.length === 0) return;
      const base = path.resolve(build.initialOptions.absWorkingDir ?? ".");
      const imports = await importsOf(entries, base);
      const starts = new Set(entries.map((entry) => path.normalize(entry)));
      const groups = folders.map((folder) => Object.keys(imports).filter((file) => file.startsWith(folder) && !starts.has(file)));
      const members = new Set(groups.flat().map((file) => path.resolve(base, file)));
      const added = new Map([...starts].map((entry) => [path.resolve(base, entry), missing(entry, groups, imports)]));
      build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const more = added.get(file) ?? [];
        if (more.length === 0) return undefined;
        const resolveDir = path.dirname(file);
        const lines = more.map((one) => `import "./${path.relative(resolveDir, path.resolve(base, one))}";`);
        return { contents: [readFileSync(file, "utf8"), ...lines].join("\n"), loader: "ts", resolveDir }; // what the file imports itself runs first
      });
      build.onResolve({ filter: /^\..*\.ts$/ }, ({ path: wanted, resolveDir }) => {
        const file = path.resolve(resolveDir, wanted);
        return members.has(file) ? { path: file, sideEffects: true } : undefined; // an import for nothing is left out otherwise
      });
    },
  };
}

async function importsOf(entries: readonly string[], absWorkingDir: string): Promise<Imports> {
  const settings = { bundle: true, metafile: true, write: false, outdir: "dist", packages: "external", format: "esm" } as const;
  const { metafile } = await bundle({ ...settings, entryPoints: [...entries], platform: "node", absWorkingDir });
  const loaded = (file: string): string[] =>
    (metafile.inputs[file]?.imports ?? []).filter((one) => !one.external && one.kind === "import-statement").map((one) => one.path);
  return Object.fromEntries(Object.keys(metafile.inputs).map((file) => [file, loaded(file)]));
}

/** The modules that an entry does not reach of groups that it, or one of these modules, does reach. */
function missing(entry: string, groups: readonly (readonly string[])[], imports: Imports): string[] {
  const reached = new Set<string>();
  const reach = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const next of imports[file] ?? []) reach(next);
  };
  reach(entry);
  const added: string[] = [];
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const group of groups) {
      if (!group.some((file) => reached.has(file))) continue;
      for (const file of group) if (!reached.has(file)) added.push(file);
      group.forEach(reach);
    }
  }
  return added;
}
