import type { DuckdbEngine } from "../../duckdb/engine.ts";
import type { AppendedColumn } from "../../duckdb/table-appender.ts";
import { type ArrowVector, vectorsOf } from "./batch.ts";
import { type Cells, isSet } from "./cells.ts";
import { cellsOf } from "./decode-cells.ts";
import { takeDictionary } from "./dictionaries.ts";
import { inFile } from "./in-file.ts";
import { messagesOf } from "./messages.ts";
import { type ArrowField, fieldsOf } from "./schema.ts";

/** The columns of a file. @throws DataError `FILE_MALFORMED` */
export function arrowFields(path: string): Promise<ArrowField[]> {
  return inFile(path, async (file, size) => {
    let fields: ArrowField[] = [];
    const messages = messagesOf(file, size, (schema) => {
      fields = fieldsOf(schema);
    });
    await messages.next();
    await messages.return(undefined);
    return fields;
  });
}

/** Cells as they are appended: DuckDB's texts are UTF-8, too. */
function appended(cells: Cells): AppendedColumn {
  return cells.kind === "fixed" ? cells : { kind: "text", at: (row) => (isSet(cells.bits, row) ? cells.at(row) : null) };
}

/** A table of DuckDB that batches are appended to. */
export interface Loading {
  readonly engine: DuckdbEngine;
  readonly table: string;
  /** Names of the table's columns. */
  readonly names: readonly string[];
  /** Bytes that came of each column. */
  readonly bytes: Map<string, number>;
  readonly signal: AbortSignal | undefined;
}

/** Appends the rows of a file to a table, one batch after the other, and gives how many there are. */
export function loadArrow(path: string, { engine, table, names, bytes, signal }: Loading): Promise<number> {
  return inFile(path, async (file, size) => {
    const appender = engine.appendTo(table);
    let fields: readonly ArrowField[] = [];
    let total = 0;
    const dictionaries = new Map<number, Cells[]>();
    const count = (name: string, { buffers }: ArrowVector): unknown =>
      bytes.set(name, (bytes.get(name) ?? 0) + buffers.reduce((sum, { length }) => sum + length, 0));
    const wanted = (field: ArrowField): boolean => names.includes(field.name);
    const onSchema = (schema: Parameters<typeof fieldsOf>[0]): void => {
      fields = fieldsOf(schema);
    };
    for await (const { kind, header, body } of messagesOf(file, size, onSchema)) {
      if (kind === "batch") {
        const { rows, vectors } = await vectorsOf(file, { header, body }, fields, wanted);
        for (const [{ name }, vector] of vectors) count(name, vector);
        const columns = [...vectors].map(([field, vector]) => appended(cellsOf(field, vector, dictionaries)));
        await appender.append(columns, rows, signal);
        total += rows;
        continue;
      }
      const taken = await takeDictionary({ file, fields, wanted, dictionaries }, { header, body });
      if (taken !== undefined) count(taken.name, taken.vector);
    }
    appender.close();
    return total;
  });
}
