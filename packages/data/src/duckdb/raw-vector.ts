import type { DuckDBVector } from "@duckdb/node-api";

/** The buffers behind a vector of DuckDB's. The package gives values one by one only, so the fields it keeps are read; its version is pinned. */
interface Raw {
  readonly items?: ArrayLike<number | bigint> & { readonly buffer: ArrayBufferLike; readonly byteOffset: number };
  readonly dataView?: DataView;
  readonly validity: { readonly data: BigUint64Array | null };
}

export interface RawVector {
  /** Where the values start. */
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  /** Validity bits, least significant first; null where all rows have a value. */
  readonly bits: Uint8Array | null;
}

export function rawVector(vector: DuckDBVector): RawVector {
  const raw = vector as unknown as Raw;
  const { buffer, byteOffset } = (raw.items ?? raw.dataView) as { buffer: ArrayBufferLike; byteOffset: number };
  const { data } = raw.validity;
  return {
    buffer,
    byteOffset,
    bits: data === null ? null : new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}
