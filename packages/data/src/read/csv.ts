import { DataError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { headOf, literalPath } from "./files.ts";
import type { Relation, SourceSettings } from "./relation.ts";
import { checkNames, listSql, SQL_TYPES } from "./relation.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The delimiter that the first line holds most often outside quotes; a comma where there is none. */
export function detectDelimiter(head: string): string {
  const line = (head.replace(/"(?:[^"]|"")*"/g, "").split(/\r?\n|\r/, 1)[0] ?? "") as string;
  let best = ",";
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const count = line.split(delimiter).length - 1;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}

/**
 * CSV files as a relation. Names come from the header, types are inferred from the first 20,480 rows; only when a later row does not fit
 * are they inferred again from all rows. Nothing else is guessed: a row with another number of fields is an error.
 */
export async function csvRelation(files: readonly string[], settings: SourceSettings, engine: DuckdbEngine): Promise<Relation> {
  const text = engine.dialect.text;
  const heads: string[] = [];
  for (const file of files) heads.push(await headOf(file, settings.signal));
  const delimiter = settings.delimiter ?? detectDelimiter(heads[0] as string);
  const dialect = `delim=${text(delimiter)}, quote='"', escape='"', skip=0, comment='', null_padding=false, ignore_errors=false, encoding='utf-8'`;
  const nulls = `nullstr=${listSql(settings.nullValues, text)}`;
  const names = await headerOf(files, settings, dialect, engine);
  checkNames(names, files[0] as string);
  const paths = listSql(files.map(literalPath), text);
  const given = Object.entries(settings.types).map(([name, type]) => `${text(name)}: ${text(SQL_TYPES[type])}`);
  const types = given.length === 0 ? "" : `, types={${given.join(", ")}}`;

  const infer = async (sample: number): Promise<string> => {
    const sniffed = `read_csv(${paths}, ${dialect}, ${nulls}, header=${settings.header}, names=${listSql(names, text)}, sample_size=${sample}${types})`;
    const read = (sqlTypes: readonly string[]): string => {
      const columns = names.map((name, i) => `${text(name)}: ${text(sqlTypes[i] as string)}`);
      return `read_csv(${paths}, auto_detect=false, ${dialect}, ${nulls}, header=${settings.header}, columns={${columns.join(", ")}})`;
    };
    try {
      return read((await engine.describe(`SELECT * FROM ${sniffed}`)).map(({ sqlType }) => sqlType));
    } catch (error) {
      // The inference says only that it failed; reading the rows as texts names the line.
      await engine.exec(`SELECT * FROM ${read(names.map(() => "VARCHAR"))}`);
      throw error;
    }
  };
  return { sql: await infer(20_480), names, retry: () => infer(-1) };
}

async function headerOf(files: readonly string[], settings: SourceSettings, dialect: string, engine: DuckdbEngine): Promise<string[]> {
  let first: string[] | undefined;
  for (const file of files) {
    const path = engine.dialect.text(literalPath(file));
    const rows = await engine.rows(`SELECT * FROM read_csv(${path}, ${dialect}, header=false, all_varchar=true) LIMIT 1`);
    const cells = Object.values(rows[0] ?? {});
    const names = settings.header ? cells.map((cell) => String(cell ?? "")) : cells.map((_, i) => `column${i}`);
    first ??= names;
    if (names.join("\0") !== first.join("\0"))
      throw new DataError({
        code: "FILE_MALFORMED",
        file,
        detail: `its header differs from that of ${files[0]}`,
        hint: "read files of one layout together",
      });
  }
  return first as string[];
}
