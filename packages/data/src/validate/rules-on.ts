import type { UnknownNames } from "@mlops/core/expression";
import { type AnySchema, type Columns, columnMissing, expressionOn, kindsOf } from "@mlops/core/table";
import { parseRules, type ValidationRuleInput } from "@mlops/models";
import { ruleColumns } from "./rule-columns.ts";
import type { RuleOf } from "./rule-of.ts";
import { isCustom } from "./rules.ts";

/** The expression, or the words of the compiler's error where it names a column that is not there. */
type Known<E, Names extends string> = E extends string
  ? [UnknownNames<E, Names>] extends [never]
    ? E
    : `no column ${UnknownNames<E, Names>}`
  : E;

type Checked<R, Names extends string> = { [F in keyof R]: F extends "when" | "expression" ? Known<R[F], Names> : R[F] };

/**
 * Rules about tables of a schema, for `new DataValidator<typeof schema>(rules)`. A column that the schema does not have does not compile, nor does it in an
 * expression that is written in place (`when`, rules of type `expression`); when it runs, names and the types in expressions are checked once more.
 * @throws ConfigError `CONFIG_INVALID`; DataError `COLUMN_MISSING` with the nearest name, `EXPRESSION_SYNTAX`, `EXPRESSION_TYPE`
 * @example rulesOn({ age: "number", plan: "string" }, [{ type: "not_null", column: "plan", when: "age >= 18" }]).length // => 1
 */
export function rulesOn<const S extends AnySchema, const R extends readonly RuleOf<S>[]>(
  schema: S,
  rules: R & { readonly [I in keyof R]: Checked<R[I], keyof Columns<S> & string> },
): RuleOf<S>[] {
  const names = Object.keys(kindsOf(schema));
  for (const rule of parseRules(rules as unknown as readonly ValidationRuleInput[])) {
    if (isCustom(rule)) continue;
    if (rule.type === "expression") expressionOn(schema, rule.expression);
    if ("when" in rule && rule.when !== undefined) expressionOn(schema, rule.when);
    const missing = ruleColumns(rule).find((name) => !names.includes(name));
    if (missing !== undefined) throw columnMissing(missing, names);
  }
  return [...rules];
}
