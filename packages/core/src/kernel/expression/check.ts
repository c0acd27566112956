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

function typeError(detail: string, { at }: Expression): DataError {
  return new DataError({ code: "EXPRESSION_TYPE", detail: `${detail} (at column ${at})`, position: at });
}

/**
 * The type of an expression's values over columns of these kinds. A text that is compared with a timestamp must be an ISO-8601 instant.
 * @throws DataError `COLUMN_MISSING` with the nearest name, `EXPRESSION_TYPE` where operands do not fit
 * @example checkExpression({ node: "column", name: "age", at: 1 }, { age: "numeric" }) // => "number"
 */
export function checkExpression(expression: Expression, kinds: ColumnKinds): ValueType {
  switch (expression.node) {
    case "literal":
      return literalType(expression.value);
    case "column": {
      const kind = Object.hasOwn(kinds, expression.name) ? kinds[expression.name] : undefined;
      if (kind === undefined) throw columnMissing(expression.name, Object.keys(kinds));
      return TYPES[kind];
    }
    case "not":
      require(expression.operand, kinds, "boolean", "not");
      return "boolean";
    case "negate":
      require(expression.operand, kinds, "number", "-");
      return "number";
    case "arithmetic":
      require(expression.left, kinds, "number", expression.operator);
      require(expression.right, kinds, "number", expression.operator);
      return "number";
    case "and":
    case "or":
      require(expression.left, kinds, "boolean", expression.node);
      require(expression.right, kinds, "boolean", expression.node);
      return "boolean";
    case "compare":
      agree([expression.left, expression.right], kinds, expression.operator);
      return "boolean";
    case "between":
      agree([expression.operand, expression.low], kinds, "between");
      agree([expression.operand, expression.high], kinds, "between");
      return "boolean";
    case "in":
      for (const value of expression.values) agree([expression.operand, value], kinds, "in");
      return "boolean";
    case "is_null":
      checkExpression(expression.operand, kinds);
      return "boolean";
    case "like":
    case "matches":
      require(expression.operand, kinds, "string", expression.node);
      return "boolean";
    case "call": {
      const { takes, gives } = FUNCTIONS[expression.name];
      if (takes === "any") return agree(expression.arguments, kinds, expression.name);
      for (const argument of expression.arguments) require(argument, kinds, takes, expression.name);
      return gives;
    }
  }
}

/** Checks that an expression is a condition: true, false or null for each row. */
export function checkCondition(expression: Expression, kinds: ColumnKinds): void {
  require(expression, kinds, "boolean", "a condition");
}

function literalType(value: unknown): ValueType {
  if (value === null) return "null";
  return typeof value === "bigint" ? "number" : (typeof value as "number" | "string" | "boolean");
}

function require(operand: Expression, kinds: ColumnKinds, wanted: ValueType, by: string): void {
  const type = checkExpression(operand, kinds);
  if (type !== wanted && type !== "null") throw typeError(`${by} needs a ${wanted}, not a ${type}`, operand);
}

function agree(operands: readonly Expression[], kinds: ColumnKinds, by: string): ValueType {
  const types = operands.map((operand) => checkExpression(operand, kinds));
  const type = types.includes("timestamp") ? "timestamp" : (types.find((one) => one !== "null") ?? "null");
  for (const [i, operand] of operands.entries()) {
    const own = types[i] as ValueType;
    if (own === type || own === "null") continue;
    if (type !== "timestamp" || operand.node !== "literal" || typeof operand.value !== "string")
      throw typeError(`${by} cannot take a ${types[0]} and a ${types[0] === own ? type : own} together`, operand);
    if (Number.isNaN(parseInstant(operand.value))) throw typeError(`'${operand.value}' is not an ISO-8601 instant`, operand);
  }
  return type;
}
