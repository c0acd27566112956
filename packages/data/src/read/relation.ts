import { DataError, type DataSource } from "@mlops/models";

type SourceObject = Exclude<DataSource, string>;

export interface SourceSettings
  extends Pick<
    SourceObject,
    | "header"
    | "columns"
    | "filter"
    | "nullValues"
    | "types"
    | "quote"
    | "decimal"
    | "partitions"
    | "largeIntegers"
    | "decimals"
    | "timestamps"
  > {
  readonly delimiter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A source as SQL: what follows FROM, and the names of its columns as the file writes them. */
export interface Relation {
  readonly sql: string;
  readonly names: readonly string[];
  /** Rows there are, where the file says so. */
  readonly rows?: number;
  /** Bytes of each column's values, unpacked, where the file says so. */
  readonly bytes?: ReadonlyMap<string, number>;
  /** Another reading of the same files, to be tried when a value does not fit the inferred type. */
  retry?(): Promise<string>;
}

export const SQL_TYPES = { double: "DOUBLE", integer: "BIGINT", string: "VARCHAR", boolean: "BOOLEAN", timestamp: "TIMESTAMP" } as const;

export function listSql(texts: readonly string[], quote: (text: string) => string): string {
  return `[${texts.map(quote).join(", ")}]`;
}

/** Refuses names that occur twice. DuckDB takes no notice of case, so names that differ in nothing else are refused too. */
export function checkNames(names: readonly string[], file: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const before = seen.get(name.toLowerCase());
    if (before !== undefined) {
      const hint = before === name ? "rename one of them" : `"${before}" and "${name}" differ in case only: rename one of them`;
      throw new DataError({ code: "COLUMN_DUPLICATE", column: name, file, message: `column "${name}" occurs twice in ${file}`, hint });
    }
    seen.set(name.toLowerCase(), name);
  }
}
