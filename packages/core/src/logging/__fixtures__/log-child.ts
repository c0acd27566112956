import { createRequire } from "node:module";

// node log-child.ts loads|line: shows when pino is loaded, or writes one line.
const { cache } = createRequire(import.meta.url);
const loaded = (): boolean => Object.keys(cache).some((file) => file.includes("pino"));
const { LogLevel, Secret } = await import("@mlops/models");
const { registerSecret, setupLogger, withLogContext } = await import("../../index.ts");

if (process.argv[2] === "loads") {
  const imported = loaded();
  const logger = setupLogger("quality", LogLevel.WARNING);
  const made = loaded();
  logger.info("below the level");
  const silent = loaded();
  logger.warn("a line");
  process.stdout.write(JSON.stringify({ imported, made, silent, written: loaded() }));
} else {
  registerSecret(new Secret("s3cr3t"));
  withLogContext({ run: "r1", stage: "s", attempt: 2 }, () => setupLogger("quality").info("token is s3cr3t", { n: 1 }));
}
