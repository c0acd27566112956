export { type DuckdbOptions, openDuckdb } from "./duckdb/engine.ts";
export { type ReadOptions, readTable, type TableSource } from "./read/read-table.ts";
export { DataValidator, type Quarantine, type ValidatorOptions } from "./validate/data-validator.ts";
