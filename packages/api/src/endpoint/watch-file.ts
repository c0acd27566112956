import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Calls `changed` when a file is replaced, appears or goes, and once at the start. It looks every `everyMs` by a stat; calls do not overlap.
 * Returns what ends it, resolving when the last call is over.
 */
export function watchFile(file: string, everyMs: number, changed: () => Promise<void>): () => Promise<void> {
  const ending = new AbortController();
  const watching = (async () => {
    for (let seen: string | undefined; !ending.signal.aborted; ) {
      const now = await markOf(file);
      if (now !== seen) {
        seen = now;
        await changed();
      }
      await delay(everyMs, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
    }
  })();
  return () => {
    ending.abort();
    return watching;
  };
}

async function markOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
