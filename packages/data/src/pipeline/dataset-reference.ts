import type { DatasetReference } from "@mlops/core/stage";
import { type Column, columnOf, type Table } from "@mlops/core/table";
import { hashFiles } from "../read/fingerprint.ts";

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
  const sha256 = await hashFiles(files, signal);
  const columns = table.columnNames().map((column) => ({ name: column, type: typeOf(columnOf(table, column)) }));
  return { name, path, sha256, rows: table.numRows(), columns };
}
