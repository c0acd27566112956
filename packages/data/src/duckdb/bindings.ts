/**
 * DuckDB's C interface in Node, loaded when it is first used. The package of classes around it costs 60 ms and 12 MB to import, and a dozen objects for
 * each vector that is read.
 */
export type Duckdb = typeof import("@duckdb/node-bindings");

export type Connection = import("@duckdb/node-bindings").Connection;
export type Result = import("@duckdb/node-bindings").Result;
export type DataChunk = import("@duckdb/node-bindings").DataChunk;
export type LogicalType = import("@duckdb/node-bindings").LogicalType;

/** Read once, when the library is loaded: its words for how its allocator works. */
const ALLOCATOR = "DUCKDB_JE_MALLOC_CONF";

let loading: Promise<Duckdb> | undefined;

/**
 * The library, loaded once. Its allocator would keep what it has freed for a second and for each thread: 35 MB while a file of 130 MB is read. One pool that
 * keeps it for a twentieth of a second costs no time that could be measured. What the environment says of the allocator comes first.
 */
export function duckdbBindings(): Promise<Duckdb> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Duckdb> {
  const own = process.env[ALLOCATOR] === undefined;
  if (own) process.env[ALLOCATOR] = "narenas:1,dirty_decay_ms:50,muzzy_decay_ms:0";
  try {
    return (await import("@duckdb/node-bindings")).default;
  } finally {
    if (own) delete process.env[ALLOCATOR];
  }
}
