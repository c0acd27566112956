import { readFile } from "node:fs/promises";
import { aq } from "@mlops/core/arquero";
import { evaluateMask } from "@mlops/core/expression";
import { columnMissing, fromValues, makeTable, type Table } from "@mlops/core/table";
import { DataError, type DataSource } from "@mlops/models";
import { keepRows } from "../keep-rows.ts";
import { checkNames } from "./relation.ts";

type Settings = Pick<Exclude<DataSource, string>, "columns">;

/** An Arrow IPC file or stream; 64-bit integers and instants are exact, a nested value becomes its JSON text. */
export async function readArrow(file: string, settings: Settings, filters: readonly string[]): Promise<Table> {
  const bytes = await readFile(file);
  const malformed = (detail: string, cause: unknown): DataError =>
    new DataError({ code: "FILE_MALFORMED", file, detail, hint: "give an Arrow IPC file without compression", cause });
  let found: ReturnType<typeof aq.fromArrow>;
  try {
    found = aq.fromArrow(bytes, { useDate: true, useBigInt: true });
  } catch (cause) {
    throw malformed(`it cannot be read as Arrow (${(cause as Error).message})`, cause);
  }
  const names = found.columnNames();
  if (names.length === 0) throw malformed("it has no columns", undefined);
  checkNames(names, file);
  // A row takes a bit at least; a damaged length must not make arrays that no memory holds.
  if (found.numRows() > bytes.length * 8) throw malformed(`it promises ${found.numRows()} rows in ${bytes.length} bytes`, undefined);
  const wanted = settings.columns ?? names;
  for (const name of wanted) if (!names.includes(name)) throw columnMissing(name, names);
  let table: Table = makeTable(
    Object.fromEntries(
      names.map((name) => {
        try {
          return [name, fromValues(valuesOf(found, name), name)];
        } catch (cause) {
          throw DataError.isInstance(cause) ? cause : malformed(`column "${name}" cannot be read (${(cause as Error).message})`, cause);
        }
      }),
    ),
  );
  for (const filter of filters) table = keepRows(table, evaluateMask(filter, table));
  return settings.columns === undefined ? table : (table.select(...wanted) as Table);
}

function valuesOf(table: ReturnType<typeof aq.fromArrow>, name: string): unknown[] {
  const column = table.column(name) as { readonly length: number; at(row: number): unknown };
  return Array.from({ length: column.length }, (_, row) => {
    const value = column.at(row);
    return typeof value === "object" && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value;
  });
}
