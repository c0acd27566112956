import { checkExpression, parseExpression, type UnknownNames } from "../kernel/expression/index.ts";
import type { AnySchema, Columns } from "../kernel/table/index.ts";
import { kindsOf } from "./typed.ts";

/**
 * The expression, after a check of its names and types against a schema. A name that the schema does not have does not compile either: the compiler then says which one it is.
 * @throws DataError `EXPRESSION_SYNTAX`, `EXPRESSION_TYPE`, `COLUMN_MISSING` with the nearest name; each with the place in the expression
 * @example expressionOn({ age: "number", plan: "string" }, "age >= 18 and plan = 'pro'") // => "age >= 18 and plan = 'pro'"
 */
export function expressionOn<const S extends AnySchema, const E extends string>(
  schema: S,
  text: [UnknownNames<E, keyof Columns<S> & string>] extends [never] ? E : `no column ${UnknownNames<E, keyof Columns<S> & string>}`,
): E {
  checkExpression(parseExpression(text), kindsOf(schema), { text });
  return text as E;
}
