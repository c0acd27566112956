import * as z from "zod";

type Fields = z.core.$ZodLooseShape;
type Shape<S extends Fields> = z.core.util.Writeable<S>;

/**
 * `z.strictObject` whose fields are made when they are first looked at, so that importing this package makes a schema per object and none per
 * field: a program pays for the configuration it reads.
 */
export function strictObject<S extends Fields>(fields: () => S): z.ZodObject<Shape<S>, z.core.$strict> {
  return lazyObject(fields, NOTHING_ELSE);
}

/** `z.object` in the same way: other fields are left out. */
export function object<S extends Fields>(fields: () => S): z.ZodObject<Shape<S>, z.core.$strip> {
  return lazyObject(fields);
}

const NOTHING_ELSE = z.never();

function lazyObject<T extends z.ZodObject>(fields: () => Fields, catchall?: z.ZodNever): T {
  let made: Fields | undefined; // one for the schema and for those derived from it, each of which has a copy of the getter
  const definition = {
    type: "object",
    get shape() {
      made ??= fields();
      Object.defineProperty(this, "shape", { value: made });
      return made;
    },
    ...(catchall && { catchall }),
  } as z.core.$ZodObjectDef;
  return new z.ZodObject(definition) as T;
}
