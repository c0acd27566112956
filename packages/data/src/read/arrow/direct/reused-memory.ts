import type { FileHandle } from "node:fs/promises";
import type { ReadPlaces } from "../batch.ts";
import { readExactly } from "../messages.ts";

/** Bytes that may lie between the buffers of a column and are read with them. */
const BETWEEN = 4096;

/** Reads the buffers of a column at once, in the memory of the column before: what it gives holds until it is called again. */
export function reusedMemory(): ReadPlaces {
  let memory = new Uint8Array(0);
  return async (file: FileHandle, places) => {
    const filled = places.filter(([, length]) => length > 0);
    const start = Math.min(...filled.map(([at]) => at));
    const end = Math.max(...filled.map(([at, length]) => at + length));
    const size = filled.reduce((sum, [, length]) => sum + length, 0);
    if (filled.length === 0) return places.map(() => memory.subarray(0, 0));
    if (end - start > size + BETWEEN) {
      const apart: Uint8Array[] = [];
      for (const [at, length] of places) apart.push(await readExactly(file, at, length));
      return apart;
    }
    if (end - start > memory.length) memory = new Uint8Array(end - start);
    await readExactly(file, start, end - start, memory);
    return places.map(([at, length]) => (length === 0 ? memory.subarray(0, 0) : memory.subarray(at - start, at - start + length)));
  };
}
