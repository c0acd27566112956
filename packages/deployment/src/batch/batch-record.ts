import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileWhole } from "@mlops/core/files";
import type { BatchDetails } from "@mlops/core/stage";
import { hashFiles } from "@mlops/data";

/** What a batch was made of and what it gave: kept below `<home>/batch`, so that the same work is done once. */
export type BatchRecord = Omit<BatchDetails, "cached" | "durationMs"> & { readonly modelSha256: string };

/** The file that records a batch, named by what decides its output. */
export function recordFile(home: string, made: Readonly<Record<string, unknown>>): string {
  const key = createHash("sha256").update(JSON.stringify(made)).digest("hex");
  return join(home, "batch", `${key.slice(0, 32)}.json`);
}

/** The record, if there is one and the output is still what it says; undefined when the work is to be done (again). */
export async function readRecord(file: string, signal: AbortSignal): Promise<BatchRecord | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  let record: BatchRecord;
  try {
    record = JSON.parse(text) as BatchRecord;
  } catch {
    return undefined; // a damaged record only costs scoring again
  }
  const output = await hashFiles([record.output], signal).catch(() => undefined); // gone, or not to be read
  signal.throwIfAborted();
  return output === record.outputSha256 ? record : undefined;
}

export function writeRecord(file: string, record: BatchRecord): void {
  writeFileWhole(file, `${JSON.stringify(record, null, 2)}\n`);
}
