import { defineConfig } from "vitest/config";

// Tests read the TypeScript sources of sibling packages, so they never need a build first.
const conditions = ["@mlops/source"];

// Statements that no in-process test can reach, each with the test that covers it.
const COVERED_ELSEWHERE: Readonly<Record<string, string>> = {};

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    execArgv: ["--conditions=@mlops/source"], // worker threads that a test starts resolve sources too
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{packages,apps}/*/src/**/*.test.ts", "tools/**/*.test.ts", "examples/**/*.test.ts", "tests/reference/**/*.test.ts"],
        },
      },
      {
        extends: true, // the command line as a process of its own
        test: { name: "cli", include: ["tests/cli/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        extends: true, // judged by MLflow, scikit-learn and onnxruntime in .venv/judge
        test: {
          name: "interop",
          include: ["tests/interop/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true, // the kernels in a real browser
        test: { name: "browser", include: ["tests/browser/**/*.test.ts"], testTimeout: 120_000 },
      },
      {
        extends: true, // publishes every package to a registry of its own and installs it from there
        test: { name: "e2e", include: ["tests/e2e/**/*.test.ts"], fileParallelism: false, testTimeout: 300_000, hookTimeout: 300_000 },
      },
    ],
    coverage: {
      provider: "v8",
      reportOnFailure: true, // a failed test must not hide that coverage fell
      include: ["packages/{models,core,model-training}/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/*.test-d.ts", "**/__fixtures__/**", "**/index.ts", ...Object.keys(COVERED_ELSEWHERE)],
      reporter: ["text-summary", "json-summary"],
      thresholds: {
        "packages/models/src/**": { statements: 95 },
        "packages/core/src/**": { statements: 95 },
        "packages/model-training/src/**": { statements: 95 },
      },
    },
  },
});
