import { readParts } from "./read-parts.ts";
import { Scorer } from "./scorer.ts";

/** What `readBundle` loads, for programs that score columns and need no tables. */
export async function readScorer(source: string | ReadonlyMap<string, Uint8Array>): Promise<Scorer> {
  return new Scorer(await readParts(source));
}
