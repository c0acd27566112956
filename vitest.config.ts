import { defineConfig } from "vitest/config";

// Tests read the TypeScript sources of sibling packages, so they never need a build first.
const conditions = ["@mlops/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,apps}/*/src/**/*.test.ts", "tests/*/**/*.test.ts", "tools/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    execArgv: ["--conditions=@mlops/source"], // worker threads that a test starts resolve sources too
  },
});
