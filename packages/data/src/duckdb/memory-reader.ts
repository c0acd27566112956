/** Reads bytes of DuckDB's memory: the two words of an address, and how many. They must belong to a chunk that is still held. */
export type MemoryReader = (low: number, high: number, length: number) => Uint8Array;

/** The package reads memory only for an entry of a vector, so an entry is made up: length, four bytes of prefix, address. */
export function memoryReader({ DuckDBBlobVector }: typeof import("@duckdb/node-api")): MemoryReader {
  const entry = new DataView(new ArrayBuffer(16));
  const present = { itemValid: () => true };
  const vector = new DuckDBBlobVector(entry, present as never, undefined as never, 0, 1);
  return (low, high, length) => {
    entry.setUint32(0, length, true);
    entry.setUint32(8, low, true);
    entry.setUint32(12, high, true);
    return vector.getItemBytes(0) as Uint8Array;
  };
}
