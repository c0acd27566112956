export { duckdbDialect, type SqlDialect, sparkDialect } from "./dialect.ts";
export type { SqlEngine, SqlOptions, SqlResult } from "./engine.ts";
