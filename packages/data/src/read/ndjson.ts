import { DataError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { isInstant } from "./exact-values.ts";
import { headOf, literalPath } from "./files.ts";
import { checkNames, listSql, type Relation, type SourceSettings } from "./relation.ts";

/**
 * NDJSON files, or files with one JSON array of objects, as a relation; all rows are looked at, so no key is lost. Nested values become their JSON text.
 */
export async function ndjsonRelation(files: readonly string[], settings: SourceSettings, engine: DuckdbEngine): Promise<Relation> {
  const arrays: boolean[] = [];
  for (const file of files) arrays.push((await headOf(file, settings.signal)).trimStart().startsWith("["));
  const other = arrays.findIndex((array) => array !== arrays[0]);
  if (other > 0) {
    const detail = `it holds ${arrays[other] ? "a JSON array" : "one object per line"}, ${files[0]} does not`;
    throw new DataError({ code: "FILE_MALFORMED", file: files[other], detail, hint: "read files of one layout together" });
  }
  const format = arrays[0] ? "array" : "newline_delimited";
  const paths = listSql(files.map(literalPath), engine.dialect.text);
  const sql = `read_json(${paths}, format='${format}', sample_size=-1, map_inference_threshold=-1, field_appearance_threshold=0, union_by_name=true)`;
  const columns = await engine.describe(`SELECT * FROM ${sql}`);
  const names = columns.map(({ name }) => name);
  checkNames(names, files[0] as string);
  if (settings.timestamps !== "string" || !columns.some(({ sqlType }) => isInstant(sqlType))) return { sql, names };
  const { text } = engine.dialect;
  const asWritten = columns.map(({ name, sqlType }) => `${text(name)}: ${text(isInstant(sqlType) ? "VARCHAR" : sqlType)}`);
  return { sql: `read_json(${paths}, format='${format}', columns={${asWritten.join(", ")}})`, names };
}
