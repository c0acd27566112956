import type { Step } from "./step.ts";

const bin = (name: string, ...args: string[]): Pick<Step, "program" | "args"> => ({ program: "pnpm", args: ["exec", name, ...args] });
const script = (file: string, ...args: string[]): Pick<Step, "program" | "args"> => ({
  program: process.execPath,
  args: ["--conditions=@mlops/source", file, ...args],
});

/** Everything that must hold: first what needs no build, then the packages as they are published, then the tests. */
export const CHECKS: readonly Step[] = [
  { name: "format and lint", ...bin("biome", "ci", "--error-on-warnings", "--colors=off") },
  { name: "types", ...bin("tsc", "--noEmit", "-p", "tsconfig.json") },
  { name: "types of the kernel without Node", ...bin("tsc", "--noEmit", "-p", "tools/layers/tsconfig.kernel.json") },
  { name: "layers: imports go down only", ...script("tools/layers/check.ts") },
  { name: "unused code and dependencies", ...bin("knip") },
  { name: "generated documents are up to date", ...script("tools/docs/generate.ts", "--check") },
  { name: "the WebAssembly kernels are what their sources compile to", ...script("tools/wasm/build.ts", "--check") },
  { name: "the project speaks of itself alone", ...script("tools/text/check.ts") },
  { name: "every package has a changeset or a release", ...script("tools/release/check.ts") },
  { name: "build", ...bin("turbo", "run", "build", "--output-logs=errors-only") },
  { name: "packed packages: publint and attw", ...bin("turbo", "run", "check:publish", "--output-logs=errors-only", "--concurrency=2") },
];

export const UNIT_TESTS: Step = {
  name: "unit tests with coverage",
  ...bin("vitest", "run", "--project=unit", "--coverage"),
  vitest: true,
};

/** Tests with the judges in Python, and with packages published to a registry of our own. */
export const OUTER_TESTS: readonly Step[] = [
  { name: "command line tests", ...bin("vitest", "run", "--project=cli"), vitest: true },
  { name: "browser tests", ...bin("vitest", "run", "--project=browser"), vitest: true },
  { name: "interop tests", ...bin("vitest", "run", "--project=interop"), vitest: true },
  { name: "end-to-end tests", ...bin("vitest", "run", "--project=e2e"), vitest: true },
];
