import process from "node:process";

type Sqlite = typeof import("node:sqlite");

/**
 * Loads `node:sqlite` on first use. Some Nodes announce it as experimental: that one warning is held back while the module loads,
 * every other warning passes.
 */
export function loadSqlite(): Sqlite {
  const emitWarning = process.emitWarning;
  const filtered = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === "ExperimentalWarning" && /sqlite/i.test(String(warning))) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  process.emitWarning = filtered as typeof process.emitWarning;
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}
