/** What is read of a zod schema; only `@mlops/models` depends on zod itself. */
export interface Schema {
  readonly _zod: { readonly def: SchemaDefinition };
}

interface SchemaDefinition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly element?: Schema;
  readonly valueType?: Schema;
  readonly options?: readonly Schema[];
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly values?: readonly unknown[];
}

const WRAPPERS: ReadonlySet<string> = new Set(["optional", "default", "prefault", "nullable", "readonly", "nonoptional", "catch"]);

/** `schema` without what only makes it optional, gives a default or transforms it. */
export function bare(schema: Schema): Schema {
  const { type, innerType, in: input } = schema._zod.def;
  if (WRAPPERS.has(type) && innerType) return bare(innerType);
  return type === "pipe" && input ? bare(input) : schema;
}

/** True for the same schema, whatever was said about it with `describe`. */
export const sameSchema = (a: Schema, b: Schema): boolean => bare(a)._zod.def === bare(b)._zod.def;

export type View =
  | { readonly kind: "fields"; readonly shape: Readonly<Record<string, Schema>> }
  | { readonly kind: "user_map"; readonly value: Schema }
  | { readonly kind: "list"; readonly element: Schema }
  | { readonly kind: "other" };

const OTHER: View = { kind: "other" };

/** True where every literal field of `shape` has the value that `sample` gives it. */
function literalsFit(shape: Readonly<Record<string, Schema>>, sample: (field: string) => unknown): boolean {
  return Object.entries(shape).every(([field, schema]) => {
    const { type, values } = bare(schema)._zod.def;
    return type !== "literal" || (values ?? []).includes(sample(field));
  });
}

/** The variants of a schema that are no unions. */
function variants(schema: Schema): Schema[] {
  const inner = bare(schema);
  const { type, options } = inner._zod.def;
  return type === "union" ? (options ?? []).flatMap(variants) : [inner];
}

/**
 * How `schema` sees a value of the given form. `sample` reads a field of a map, to choose among variants by their literals (`type`, `kind`).
 */
export function view(schema: Schema, form: "map" | "list", sample: (field: string) => unknown = () => undefined): View {
  for (const variant of variants(schema)) {
    const { type, shape, valueType, element } = variant._zod.def;
    if (form === "list" && type === "array" && element) return { kind: "list", element };
    if (form === "map" && type === "record" && valueType) return { kind: "user_map", value: valueType };
    if (form === "map" && type === "object" && shape && literalsFit(shape, sample)) return { kind: "fields", shape };
  }
  return OTHER;
}

const TEXTS: ReadonlySet<string> = new Set(["string", "enum", "template_literal"]);

function admits(schema: Schema, value: unknown): boolean {
  const { type, values } = schema._zod.def;
  if (TEXTS.has(type)) return typeof value === "string";
  if (type === "literal") return (values ?? []).some((literal) => typeof literal === typeof value);
  if (type === "number" || type === "boolean") return typeof value === type;
  if (type === "custom") return typeof value === "object";
  return type !== "object" && type !== "record" && type !== "array";
}

/** Whether `schema` has a variant for values of the type of `value`. */
export const accepts = (schema: Schema, value: unknown): boolean => variants(schema).some((variant) => admits(variant, value));
