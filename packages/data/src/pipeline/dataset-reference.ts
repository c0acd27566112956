import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { DatasetReference } from "@mlops/core/stage";
import { type Column, columnOf, type Table } from "@mlops/core/table";

async function hashOf(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest("hex");
}

function typeOf(column: Column): string {
  return column.kind === "numeric" ? (column.integer ? "integer" : "double") : column.kind;
}

/** What was read, by content: the sha256 of the file, of several the sha256 of their hashes in the order they were read. */
export async function datasetReference(
  name: string,
  path: string,
  files: readonly string[],
  table: Table,
  signal: AbortSignal,
): Promise<DatasetReference> {
  const hashes: string[] = [];
  for (const file of files) hashes.push(await hashOf(file, signal));
  const sha256 = hashes.length === 1 ? (hashes[0] as string) : createHash("sha256").update(hashes.join("\n")).digest("hex");
  const columns = table.columnNames().map((column) => ({ name: column, type: typeOf(columnOf(table, column)) }));
  return { name, path, sha256, rows: table.numRows(), columns };
}
