import type { DataChunk, Duckdb } from "./bindings.ts";

/** The memory of one column of a chunk; it holds as long as the chunk is held. */
export interface RawVector {
  /** Where the values start. */
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  /** Validity bits, least significant first; null where all rows have a value. */
  readonly bits: Uint8Array | null;
}

/** The memory of a column whose values take `width` bytes each. */
export function rawVector(duckdb: Duckdb, chunk: DataChunk, column: number, width: number, count: number): RawVector {
  const vector = duckdb.data_chunk_get_vector(chunk, column);
  const { buffer, byteOffset } = duckdb.vector_get_data(vector, count * width);
  const bits: Uint8Array | null = duckdb.vector_get_validity(vector, ((count + 63) >> 6) * 8);
  return { buffer, byteOffset, bits };
}
