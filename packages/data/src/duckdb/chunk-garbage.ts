import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Values that are read between two collections: 4 MB, half of it DuckDB's and half the copy that JavaScript sees. */
const EVERY = 2 ** 18;

let values = 0;
let collect: (() => void) | undefined;

/**
 * Told of the values of each chunk that is done with. DuckDB frees a chunk when V8 collects the object that stands for it, and V8, which sees a few bytes, takes its
 * time: 60 MB of chunks wait meanwhile. So the young objects, which die fast and cost a millisecond or two, are collected every few megabytes.
 */
export function chunkDone(count: number): void {
  values += count;
  if (values < EVERY) return;
  values = 0;
  collect ??= youngCollector();
  collect();
}

/** V8 shows its collector to contexts that are made while the flag is set. */
function youngCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("globalThis.gc");
  setFlagsFromString("--no-expose-gc");
  return typeof gc === "function" ? () => gc({ type: "minor" }) : () => undefined;
}
