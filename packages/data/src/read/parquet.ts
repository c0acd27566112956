import { DataError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { literalPath } from "./files.ts";
import { checkNames, listSql, type Relation, type SourceSettings } from "./relation.ts";

/** Parquet files as a relation. The number of rows is in each file's footer: the reader compares. */
export async function parquetRelation(files: readonly string[], settings: SourceSettings, engine: DuckdbEngine): Promise<Relation> {
  const text = engine.dialect.text;
  const paths = listSql(files.map(literalPath), text);
  let rows = 0;
  const bytes = new Map<string, number>();
  let first: string[] | undefined;
  for (const file of files) {
    const path = text(literalPath(file));
    const [footer] = await engine.rows(`SELECT CAST(num_rows AS DOUBLE) AS n FROM parquet_file_metadata(${path})`);
    rows += (footer as { n: number }).n;
    const names = await columnsOf(path, engine);
    checkNames(names, file);
    for (const [name, size] of await sizesOf(path, names, engine)) bytes.set(name, (bytes.get(name) ?? 0) + size);
    first ??= names;
    const missing = first.find((name) => !names.includes(name)) ?? names.find((name) => !first?.includes(name));
    if (missing !== undefined)
      throw new DataError({
        code: "FILE_MALFORMED",
        file,
        detail: `column "${missing}" is in some of the files only`,
        hint: "read files of one layout together",
      });
  }
  const names = [...(first as string[]), ...(settings.partitions ? partitionKeys(files) : [])];
  checkNames(names, files[0] as string);
  return { sql: `read_parquet(${paths}, hive_partitioning=${settings.partitions})`, names, rows, bytes };
}

/** Names of the top-level columns, as the footer has them. */
async function columnsOf(path: string, engine: DuckdbEngine): Promise<string[]> {
  const rows = (await engine.rows(`SELECT name, CAST(num_children AS INTEGER) AS children FROM parquet_schema(${path})`)) as {
    name: string;
    children: number | null;
  }[];
  const names: string[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (rows[at]?.children ?? 0); child++) next = skip(next);
    return next;
  };
  for (let at = 1; at < rows.length; at = skip(at)) names.push((rows[at] as { name: string }).name);
  return names;
}

/** Bytes of the top-level columns before they were packed, as the footer has them. */
async function sizesOf(path: string, names: readonly string[], engine: DuckdbEngine): Promise<[string, number][]> {
  const rows = (await engine.rows(
    `SELECT path_in_schema AS path, CAST(sum(total_uncompressed_size) AS DOUBLE) AS size FROM parquet_metadata(${path}) GROUP BY ALL`,
  )) as { path: string; size: number }[];
  // A part of a nested column is written "column, part".
  return names.map((name) => {
    const own = rows.filter(({ path: inSchema }) => inSchema === name || inSchema.startsWith(`${name}, `));
    return [name, own.reduce((sum, { size }) => sum + size, 0)];
  });
}

/** The keys of the folders named key=value, which every file must have. */
function partitionKeys(files: readonly string[]): string[] {
  const keysOf = (file: string): string[] =>
    file
      .split(/[\\/]/)
      .slice(0, -1)
      .flatMap((folder) => /^([^=]+)=/.exec(folder)?.[1] ?? []);
  const keys = keysOf(files[0] as string);
  for (const file of files) {
    const found = keysOf(file);
    if (found.join("\0") === keys.join("\0")) continue;
    const detail = `it is in the partition ${found.join(", ") || "of no key"}, ${files[0]} in ${keys.join(", ") || "none"}`;
    throw new DataError({ code: "FILE_MALFORMED", file, detail, hint: "read files of one layout together" });
  }
  return keys;
}
