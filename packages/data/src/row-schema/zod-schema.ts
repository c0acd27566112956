/** The part of a zod 4 object schema that is read; any copy of zod satisfies it. */
export interface RowSchema {
  readonly shape: Readonly<Record<string, FieldSchema>>;
  readonly _zod: { readonly def: ObjectDefinition };
  safeParse(value: unknown): Parsed;
}

export interface FieldSchema {
  readonly _zod: { readonly def: object };
}

export interface Parsed {
  readonly success: boolean;
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] } | undefined;
}

interface ObjectDefinition {
  readonly catchall?: FieldSchema | undefined;
  readonly checks?: readonly unknown[] | undefined;
}

/** What is read of the definition of a field or of a check. */
export interface Definition {
  readonly type?: string;
  readonly innerType?: FieldSchema;
  readonly checks?: readonly { readonly _zod: { readonly def: Definition } }[];
  readonly coerce?: boolean;
  readonly check?: string;
  readonly format?: string;
  readonly value?: unknown;
  readonly inclusive?: boolean;
  readonly values?: readonly unknown[];
}

export function definitionOf(schema: FieldSchema): Definition {
  return schema._zod.def as Definition;
}

/** Whether zod takes a value; its own answer, asked for only where no compiled check can give it. */
export function accepts(schema: FieldSchema, value: unknown): boolean {
  return (schema as unknown as RowSchema).safeParse(value).success;
}

/** The first complaint of zod about a value. */
export function complaint(schema: FieldSchema, value: unknown): string | undefined {
  const issue = (schema as unknown as RowSchema).safeParse(value).error?.issues[0];
  if (issue === undefined) return undefined;
  return issue.path.length === 0 ? issue.message : `${issue.path.map(String).join(".")}: ${issue.message}`;
}
