/**
 * Third-party packages whose code is inside the files of the package of ours that owns them: what draws charts, so that nobody installs d3;
 * arquero and zod, because loading their hundreds of files takes longer than running them. These two stay dependencies for their types.
 */
export const BUNDLED = {
  core: ["@observablehq/plot", "arquero", "linkedom"],
  models: ["zod"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
