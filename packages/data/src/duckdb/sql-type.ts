import type { ColumnKind } from "@mlops/core/table";

/** DuckDB's types that have a builder. */
export type StoredType =
  | "BOOLEAN"
  | "TINYINT"
  | "UTINYINT"
  | "SMALLINT"
  | "USMALLINT"
  | "INTEGER"
  | "UINTEGER"
  | "BIGINT"
  | "FLOAT"
  | "DOUBLE"
  | "TIMESTAMP"
  | "ENUM"
  | "VARCHAR";

/** How a column of one of DuckDB's types is read: the kind it becomes, and the cast that brings it into a type with a builder. */
export interface ReadType {
  readonly kind: ColumnKind;
  readonly stored: StoredType;
  cast(value: string): string;
}

const as = (kind: ColumnKind, stored: StoredType): ReadType => ({ kind, stored, cast: (value) => `CAST(${value} AS ${stored})` });
const plain = (kind: ColumnKind, stored: StoredType): ReadType => ({ kind, stored, cast: (value) => value });
const json: ReadType = { kind: "string", stored: "VARCHAR", cast: (value) => `CAST(to_json(${value}) AS VARCHAR)` };

const TYPES: Readonly<Record<string, ReadType>> = {
  BOOLEAN: plain("boolean", "BOOLEAN"),
  TINYINT: plain("numeric", "TINYINT"),
  UTINYINT: plain("numeric", "UTINYINT"),
  SMALLINT: plain("numeric", "SMALLINT"),
  USMALLINT: plain("numeric", "USMALLINT"),
  INTEGER: plain("numeric", "INTEGER"),
  UINTEGER: plain("numeric", "UINTEGER"),
  BIGINT: plain("numeric", "BIGINT"),
  FLOAT: plain("numeric", "FLOAT"),
  DOUBLE: plain("numeric", "DOUBLE"),
  UBIGINT: as("numeric", "BIGINT"),
  HUGEINT: as("numeric", "BIGINT"),
  UHUGEINT: as("numeric", "BIGINT"),
  DATE: as("timestamp", "TIMESTAMP"),
  TIMESTAMP: plain("timestamp", "TIMESTAMP"),
  TIMESTAMP_S: as("timestamp", "TIMESTAMP"),
  TIMESTAMP_MS: as("timestamp", "TIMESTAMP"),
  TIMESTAMP_NS: as("timestamp", "TIMESTAMP"),
  "TIMESTAMP WITH TIME ZONE": plain("timestamp", "TIMESTAMP"),
  VARCHAR: plain("string", "VARCHAR"),
  JSON: as("string", "VARCHAR"),
  UUID: as("string", "VARCHAR"),
  TIME: as("string", "VARCHAR"),
  INTERVAL: as("string", "VARCHAR"),
  '"NULL"': as("numeric", "DOUBLE"),
};

/** How a type is read, undefined for one that has no column of ours (binary data). Nested values become their JSON text. */
export function readType(type: string): ReadType | undefined {
  if (/\[\d*\]$|^(?:STRUCT|MAP|UNION)\(/.test(type)) return json;
  if (type.startsWith("DECIMAL(")) return as("numeric", "DOUBLE");
  if (type.startsWith("ENUM(")) return plain("string", "ENUM");
  return TYPES[type];
}

/** By DuckDB's numbers of types. */
const STORED: Readonly<Record<number, StoredType>> = {
  1: "BOOLEAN",
  2: "TINYINT",
  3: "SMALLINT",
  4: "INTEGER",
  5: "BIGINT",
  6: "UTINYINT",
  7: "USMALLINT",
  8: "UINTEGER",
  10: "FLOAT",
  11: "DOUBLE",
  12: "TIMESTAMP",
  17: "VARCHAR",
  23: "ENUM",
};

/** The stored type of a column of a result whose query has cast what needs it. */
export function storedType(id: number): StoredType {
  const stored = STORED[id];
  if (stored === undefined) throw new TypeError(`a column of DuckDB's type ${id} has no builder`);
  return stored;
}
