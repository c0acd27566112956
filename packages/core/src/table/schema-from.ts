import { ConfigError } from "@mlops/models/errors";
import type { AnySchema, ColumnType, ObjectSchema, Schema, SchemaFrom } from "../kernel/table/index.ts";

/** What is read of the definition of a zod field. */
interface Field {
  readonly _zod: { readonly def: object };
}

interface Definition {
  readonly type: string;
  readonly innerType?: Field;
  readonly out?: Field;
  readonly options?: readonly Field[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string | number>>;
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  string: "string",
  template_literal: "string",
  number: "number",
  int: "number",
  boolean: "boolean",
  bigint: "bigint",
  date: "timestamp",
};
const KINDS: Readonly<Record<string, ColumnType>> = { string: "string", number: "number", boolean: "boolean", bigint: "bigint" };

export function isObjectSchema(schema: AnySchema): schema is ObjectSchema {
  return "_zod" in schema && typeof (schema as { shape?: unknown }).shape === "object";
}

/** The one type of values that a field gives; undefined where there are several, or one that no column holds. */
function typeOf({ _zod: { def } }: Field): ColumnType | undefined {
  const { type, innerType, out, options, values, entries } = def as Definition;
  const known = TYPES[type];
  if (known !== undefined) return known;
  if (innerType !== undefined) return typeOf(innerType); // optional, nullable, default, …
  if (out !== undefined) return typeOf(out);
  const listed = values ?? (entries === undefined ? undefined : Object.values(entries));
  const types = listed?.map((value) => KINDS[typeof value]) ?? options?.map(typeOf) ?? [];
  return new Set(types).size === 1 ? types[0] : undefined;
}

/**
 * Column names and types of a zod 4 object: texts, numbers, booleans, bigints and dates, enumerations and literals of one type; what may be missing in a row may be missing in any column.
 * @throws ConfigError `PARAMETER_INVALID` for a field that no column can hold
 * @example schemaFrom({ shape: { age: { _zod: { output: 0, def: { type: "number" } } } } }) // => { age: "number" }
 */
export function schemaFrom<Z extends ObjectSchema>(object: Z): SchemaFrom<Z> {
  const schema: Record<string, ColumnType> = {};
  for (const [name, field] of Object.entries(object.shape)) {
    const type = typeOf(field);
    if (type === undefined)
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "schema", detail: `no column holds the values of field "${name}"` });
    schema[name] = type;
  }
  return schema satisfies Schema as SchemaFrom<Z>;
}
