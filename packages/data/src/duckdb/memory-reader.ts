import type { Duckdb } from "./bindings.ts";

/** Reads bytes of DuckDB's memory: where the address stands, and how many. They must belong to a chunk that is still held. */
export type MemoryReader = (address: { readonly buffer: ArrayBufferLike; readonly byteOffset: number }, length: number) => Uint8Array;

export function memoryReader(duckdb: Duckdb): MemoryReader {
  return ({ buffer, byteOffset }, length) => duckdb.get_data_from_pointer(buffer as ArrayBuffer, byteOffset, length);
}
