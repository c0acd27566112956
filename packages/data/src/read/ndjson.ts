import { DataError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { headOf, literalPath } from "./files.ts";
import { checkNames, listSql, type Relation, type SourceSettings } from "./relation.ts";

/** NDJSON files as a relation: one object per line; all lines are looked at, so no key is lost. Nested values become their JSON text. */
export async function ndjsonRelation(files: readonly string[], settings: SourceSettings, engine: DuckdbEngine): Promise<Relation> {
  for (const file of files) {
    const head = await headOf(file, settings.signal);
    if (head.trimStart().startsWith("["))
      throw new DataError({ code: "FILE_MALFORMED", file, detail: "it holds a JSON array", hint: "write one object per line" });
  }
  const paths = listSql(files.map(literalPath), engine.dialect.text);
  const sql = `read_json(${paths}, format='newline_delimited', sample_size=-1, map_inference_threshold=-1, field_appearance_threshold=0, union_by_name=true)`;
  const names = (await engine.describe(`SELECT * FROM ${sql}`)).map(({ name }) => name);
  checkNames(names, files[0] as string);
  return { sql, names };
}
