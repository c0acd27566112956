import { DataError } from "@mlops/models";
import { ArrowDamage, type FlatTable } from "./flat-table.ts";

/** How the values of a column lie in a batch. */
export type Layout =
  /** Values of `width` bytes, as DuckDB has them. */
  | { readonly kind: "fixed"; readonly width: number }
  | { readonly kind: "half" | "bits" | "none" | "view" }
  | { readonly kind: "text"; readonly wide: boolean }
  /** Integers of `from` bytes that become microseconds of the day. */
  | { readonly kind: "clock"; readonly from: 4 | 8; readonly factor: bigint; readonly divisor: bigint }
  /** Two's complement of `from` bytes that DuckDB keeps in `to` bytes. */
  | { readonly kind: "decimal"; readonly from: number; readonly to: number; readonly precision: number };

export interface ArrowType {
  /** DuckDB's name of the type. */
  readonly sql: string;
  readonly layout: Layout;
}

export interface ArrowField {
  readonly name: string;
  /** Undefined for what has no column of ours; `described` says what it is. */
  readonly type: ArrowType | undefined;
  readonly described: string;
  /** Of a dictionary: its number, and how wide its codes are. */
  readonly dictionary: { readonly id: number; readonly width: number; readonly signed: boolean } | undefined;
  /** Numbers of its dictionary and those of its parts. */
  readonly ids: readonly number[];
  /** How many nodes and buffers it has in a batch, those of its parts among them; views have more, which the batch counts. */
  readonly nodes: number;
  readonly buffers: number;
  readonly views: number;
}

/** The names and the buffers of Arrow's types, in the order of its schema. */
const TYPES: readonly (readonly [name: string, buffers: number])[] = [
  ["none", 0],
  ["null", 0],
  ["int", 2],
  ["float", 2],
  ["binary", 3],
  ["utf8", 3],
  ["bool", 2],
  ["decimal", 2],
  ["date", 2],
  ["time", 2],
  ["timestamp", 2],
  ["interval", 2],
  ["list", 2],
  ["struct", 1],
  ["union", 2],
  ["fixed-size binary", 2],
  ["fixed-size list", 1],
  ["map", 2],
  ["duration", 2],
  ["large binary", 3],
  ["large utf8", 3],
  ["large list", 2],
  ["run-end encoded", 0],
  ["binary view", 2],
  ["utf8 view", 2],
  ["list view", 3],
  ["large list view", 3],
];

const DEPTH = 64;

/** The columns of a schema. @throws ArrowDamage */
export function fieldsOf(schema: FlatTable): ArrowField[] {
  if (schema.short(0) !== 0) throw new ArrowDamage("its numbers are big-endian, which is not read");
  const fields = schema.tables(1).map((field) => fieldOf(field, 0));
  if (fields.length === 0) throw new ArrowDamage("it has no columns");
  if (fields.some(({ name }) => name.includes("\0"))) throw new ArrowDamage("the name of a column holds a zero byte");
  return fields.map((field, i) => (field.name === "" ? { ...field, name: `column${i}` } : field)); // as of CSV
}

function fieldOf(field: FlatTable, depth: number): ArrowField {
  if (depth > DEPTH) throw new ArrowDamage("its types are nested without end");
  const id = field.byte(2);
  const [described, buffers] = TYPES[id] ?? [];
  const definition = field.table(3);
  if (described === undefined || buffers === undefined || id === 0 || definition === undefined)
    throw new ArrowDamage("it has a column of an unknown type");
  const encoding = field.table(4);
  const own = {
    name: field.text(0) ?? "",
    described,
    type: typeOf(described, definition),
    dictionary: encoding === undefined ? undefined : dictionaryOf(encoding),
  };
  const parts = field.tables(5).map((part) => fieldOf(part, depth + 1));
  const ids = [...(own.dictionary === undefined ? [] : [own.dictionary.id]), ...parts.flatMap((part) => part.ids)];
  // Of a dictionary, a batch holds the codes alone.
  if (encoding !== undefined) return { ...own, ids, nodes: 1, buffers: 2, views: 0 };
  const sum = (key: "nodes" | "buffers" | "views"): number => parts.reduce((total, part) => total + part[key], 0);
  const sparse = described === "union" && definition.short(0) === 0;
  const views = described === "binary view" || described === "utf8 view" ? 1 : 0;
  return { ...own, ids, nodes: 1 + sum("nodes"), buffers: (sparse ? 1 : buffers) + sum("buffers"), views: views + sum("views") };
}

function dictionaryOf(encoding: FlatTable): ArrowField["dictionary"] {
  const index = encoding.table(1);
  const width = index === undefined ? 4 : index.int(0) / 8;
  if (![1, 2, 4, 8].includes(width)) throw new ArrowDamage("it has a dictionary with codes of an unknown width");
  return { id: encoding.long(0), width, signed: index === undefined || index.byte(1) === 1 };
}

const fixed = (sql: string, width: number): ArrowType => ({ sql, layout: { kind: "fixed", width } });

const INTEGERS: Readonly<Record<number, string>> = { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" };
const INSTANTS = ["TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP", "TIMESTAMP_NS"] as const;

function typeOf(name: string, definition: FlatTable): ArrowType | undefined {
  switch (name) {
    case "null":
      return { sql: "DOUBLE", layout: { kind: "none" } };
    case "int": {
      const bits = definition.int(0);
      const sql = INTEGERS[bits];
      return sql === undefined ? undefined : fixed(definition.byte(1) === 1 ? sql : `U${sql}`, bits / 8);
    }
    case "float": {
      const precision = definition.short(0);
      if (precision === 0) return { sql: "FLOAT", layout: { kind: "half" } };
      return precision === 1 ? fixed("FLOAT", 4) : fixed("DOUBLE", 8);
    }
    case "bool":
      return { sql: "BOOLEAN", layout: { kind: "bits" } };
    case "utf8":
    case "large utf8":
      return { sql: "VARCHAR", layout: { kind: "text", wide: name === "large utf8" } };
    case "utf8 view":
      return { sql: "VARCHAR", layout: { kind: "view" } };
    case "date":
      return definition.short(0, 1) === 0 ? fixed("DATE", 4) : fixed("TIMESTAMP_MS", 8);
    case "timestamp": {
      const sql = INSTANTS[definition.short(0)];
      return sql === undefined ? undefined : fixed(sql, 8);
    }
    case "time":
      return clockOf(definition.short(0, 1), definition.int(1, 32));
    case "decimal":
      return decimalOf(definition.int(0), definition.int(1), definition.int(2, 128));
    default:
      return undefined;
  }
}

function clockOf(unit: number, bits: number): ArrowType | undefined {
  const scales = [1_000_000n, 1000n, 1n, 1n] as const;
  const factor = scales[unit];
  if (factor === undefined || (bits !== 32 && bits !== 64)) return undefined;
  return { sql: "TIME", layout: { kind: "clock", from: bits === 32 ? 4 : 8, factor, divisor: unit === 3 ? 1000n : 1n } };
}

function decimalOf(precision: number, scale: number, bits: number): ArrowType | undefined {
  if (precision < 1 || precision > 38 || scale < 0 || scale > precision || ![32, 64, 128].includes(bits)) return undefined;
  const to = precision <= 4 ? 2 : precision <= 9 ? 4 : precision <= 18 ? 8 : 16;
  return { sql: `DECIMAL(${precision},${scale})`, layout: { kind: "decimal", from: bits / 8, to, precision } };
}

/** The error for a column that has no type of ours. */
export function unread({ name, described }: ArrowField): DataError {
  return new DataError({
    code: "COLUMN_TYPE",
    column: name,
    actual: described,
    expected: "a number, text, boolean or timestamp",
    hint: "leave the column out with the columns option",
  });
}
