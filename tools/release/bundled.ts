/**
 * Third-party packages whose code is inside the files of the package of ours that owns them: what draws charts, so that nobody installs d3;
 * arquero and zod, because loading their hundreds of files takes longer than running them, and they stay dependencies for their types; ml-matrix, so
 * that it is left alone until it is called.
 */
export const BUNDLED = {
  core: ["@observablehq/plot", "arquero", "linkedom", "ml-matrix"],
  models: ["zod"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Modules that little but a bundled library is behind, and that get a file of their own for it. */
export const APART: Readonly<Record<string, readonly string[]>> = {
  "@mlops/core": ["./src/kernel/stats/decompositions.ts"],
};

/** Folders whose modules are in one file, because whoever loads one of them loads most. */
export const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  "@mlops/core": ["src/kernel/table/", "src/kernel/stats/", "src/logging/", "src/pipeline/"],
};

/**
 * Entries of threads that a single call starts and ends: each is one file with what it uses of our other packages, because their start is a part of that
 * call, and half of it would be loading what is beside that.
 */
export const WHOLE: Readonly<Record<string, readonly string[]>> = { "@mlops/drift-detection": ["./src/worker.ts"] };
