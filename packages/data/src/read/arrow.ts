import { DataError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { arrowFields, loadArrow } from "./arrow/load-arrow.ts";
import { type ArrowField, unread } from "./arrow/schema.ts";
import { checkNames, type Relation, type SourceSettings } from "./relation.ts";

let tables = 0;

/**
 * Arrow IPC files and streams as a relation: their batches are checked and copied into a table of DuckDB's, which spills what memory does not hold. At most
 * one batch of a file is in memory beside it. A file that ends early is refused, a stream without its end mark too.
 */
export async function arrowRelation(files: readonly string[], settings: SourceSettings, engine: DuckdbEngine): Promise<Relation> {
  const { identifier } = engine.dialect;
  const fields = await arrowFields(files[0] as string);
  const names = fields.map(({ name }) => name);
  checkNames(names, files[0] as string);
  for (const file of files.slice(1)) await checkLayout(file, fields, files[0] as string);
  const { columns, filter, types } = settings;
  const asked = columns === undefined ? undefined : new Set([...columns, ...Object.keys(types)]);
  const read = fields.filter((field) => {
    if (asked?.has(field.name) === false) return filter !== undefined && field.type !== undefined;
    if (field.type === undefined) throw unread(field);
    return true;
  });
  const table = `arrow_${++tables}`;
  const list = read.map(({ name, type }) => `${identifier(name)} ${type?.sql}`);
  const relation = { sql: identifier(table), names };
  if (list.length === 0) return relation; // none of the columns that are asked for is there: the caller says so
  await engine.exec(`CREATE TEMP TABLE ${identifier(table)} (${list.join(", ")})`);
  const bytes = new Map<string, number>();
  let rows = 0;
  for (const file of files)
    rows += await loadArrow(file, { engine, table, names: read.map(({ name }) => name), bytes, signal: settings.signal });
  return { ...relation, rows, bytes };
}

async function checkLayout(file: string, expected: readonly ArrowField[], first: string): Promise<void> {
  const describe = (fields: readonly ArrowField[]): string[] =>
    fields.map(({ name, type, described }) => `${name} ${type?.sql ?? described}`);
  const wanted = describe(expected);
  const found = describe(await arrowFields(file));
  const at = Array.from({ length: Math.max(wanted.length, found.length) }, (_, i) => i).find((i) => wanted[i] !== found[i]);
  if (at === undefined) return;
  const detail = `its columns differ from those of ${first}: ${found[at] ?? "nothing"} where that has ${wanted[at] ?? "nothing"}`;
  throw new DataError({ code: "FILE_MALFORMED", file, detail, hint: "read files of one layout together" });
}
