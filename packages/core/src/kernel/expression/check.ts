import { DataError } from "@mlops/models/errors";
import type { ColumnKind } from "../table/column.ts";
import { columnMissing } from "../table/column-of.ts";
import { type Expression, FUNCTIONS, type ValueType } from "./ast.ts";
import { parseInstant } from "./instant.ts";

export type ColumnKinds = Readonly<Record<string, ColumnKind>>;

const TYPES: Record<ColumnKind, ValueType> = {
  numeric: "number",
  bigint: "number",
  boolean: "boolean",
  string: "string",
  timestamp: "timestamp",
};

/** What errors tell beside the place: the text of the expression, and the columns there are where `kinds` has only some. */
export interface ExpressionContext {
  readonly text?: string | undefined;
  readonly available?: readonly string[];
}

interface Scope extends ExpressionContext {
  readonly kinds: ColumnKinds;
}

const place = (at: number, { text }: ExpressionContext): string => `(at column ${at}${text === undefined ? "" : ` of: ${text}`})`;

function typeError(detail: string, { at }: Expression, scope: Scope): DataError {
  const { text } = scope;
  const expression = text === undefined ? {} : { expression: text };
  return new DataError({ code: "EXPRESSION_TYPE", detail: `${detail} ${place(at, scope)}`, position: at, ...expression });
}

function unknownColumn(name: string, at: number, scope: Scope): DataError {
  const { fields, hint } = columnMissing(name, scope.available ?? Object.keys(scope.kinds));
  return new DataError({
    ...fields,
    code: "COLUMN_MISSING",
    message: `there is no column "${name}" ${place(at, scope)}`,
    hint,
    position: at,
  });
}

/**
 * The type of an expression's values over columns of these kinds. A text that is compared with a timestamp must be an ISO-8601 instant.
 * @throws DataError `COLUMN_MISSING` with the nearest name, `EXPRESSION_TYPE` where operands do not fit
 * @example checkExpression({ node: "column", name: "age", at: 1 }, { age: "numeric" }) // => "number"
 */
export function checkExpression(expression: Expression, kinds: ColumnKinds, context: ExpressionContext = {}): ValueType {
  return typeOf(expression, { ...context, kinds });
}

function typeOf(expression: Expression, scope: Scope): ValueType {
  const { kinds } = scope;
  switch (expression.node) {
    case "literal":
      return literalType(expression.value);
    case "column": {
      const kind = Object.hasOwn(kinds, expression.name) ? kinds[expression.name] : undefined;
      if (kind === undefined) throw unknownColumn(expression.name, expression.at, scope);
      return TYPES[kind];
    }
    case "not":
      require(expression.operand, scope, "boolean", "not");
      return "boolean";
    case "negate":
      require(expression.operand, scope, "number", "-");
      return "number";
    case "arithmetic":
      require(expression.left, scope, "number", expression.operator);
      require(expression.right, scope, "number", expression.operator);
      return "number";
    case "and":
    case "or":
      require(expression.left, scope, "boolean", expression.node);
      require(expression.right, scope, "boolean", expression.node);
      return "boolean";
    case "compare":
      agree([expression.left, expression.right], scope, expression.operator);
      return "boolean";
    case "between":
      agree([expression.operand, expression.low], scope, "between");
      agree([expression.operand, expression.high], scope, "between");
      return "boolean";
    case "in":
      for (const value of expression.values) agree([expression.operand, value], scope, "in");
      return "boolean";
    case "is_null":
      typeOf(expression.operand, scope);
      return "boolean";
    case "like":
    case "matches":
      require(expression.operand, scope, "string", expression.node);
      return "boolean";
    case "call": {
      const { takes, gives } = FUNCTIONS[expression.name];
      if (takes === "any") return agree(expression.arguments, scope, expression.name);
      for (const argument of expression.arguments) require(argument, scope, takes, expression.name);
      return gives;
    }
  }
}

/** Checks that an expression is a condition: true, false or null for each row. */
export function checkCondition(expression: Expression, kinds: ColumnKinds, context: ExpressionContext = {}): void {
  require(expression, { ...context, kinds }, "boolean", "a condition");
}

function literalType(value: unknown): ValueType {
  if (value === null) return "null";
  return typeof value === "bigint" ? "number" : (typeof value as "number" | "string" | "boolean");
}

function require(operand: Expression, scope: Scope, wanted: ValueType, by: string): void {
  const type = typeOf(operand, scope);
  if (type !== wanted && type !== "null") throw typeError(`${by} needs a ${wanted}, not a ${type}`, operand, scope);
}

function agree(operands: readonly Expression[], scope: Scope, by: string): ValueType {
  const types = operands.map((operand) => typeOf(operand, scope));
  const type = types.includes("timestamp") ? "timestamp" : (types.find((one) => one !== "null") ?? "null");
  for (const [i, operand] of operands.entries()) {
    const own = types[i] as ValueType;
    if (own === type || own === "null") continue;
    if (type !== "timestamp" || operand.node !== "literal" || typeof operand.value !== "string")
      throw typeError(`${by} cannot take a ${types[0]} and a ${types[0] === own ? type : own} together`, operand, scope);
    if (Number.isNaN(parseInstant(operand.value))) throw typeError(`'${operand.value}' is not an ISO-8601 instant`, operand, scope);
  }
  return type;
}
