import type { Column, ColumnKind, TableLike } from "../table/column.ts";
import { columnOf } from "../table/column-of.ts";
import type { Expression } from "./ast.ts";
import { checkCondition, checkExpression } from "./check.ts";
import { compare, invert, isOneOf, perText } from "./compare.ts";
import { arithmetic, callFunction, isNull, negate } from "./functions.ts";
import { likePattern } from "./like.ts";
import { parseExpression } from "./parse.ts";
import { type BooleanVector, columnOfVector, FALSE, TRUE, UNKNOWN, type Vector, vectorOfColumn, vectorOfLiteral } from "./vector.ts";
import { expressionColumns } from "./walk.ts";

interface Scope {
  readonly rows: number;
  readonly columns: Map<string, Vector>;
}

/**
 * The values of an expression for each row the table shows, as a column; a missing operand gives a missing value.
 * Arithmetic is on doubles; NaN equals itself and is above every number, as in SQL engines; text functions run once per distinct text.
 * @throws DataError `EXPRESSION_SYNTAX`, `EXPRESSION_TYPE`, `COLUMN_MISSING`
 * @example [...evaluateExpression("x * 2", aq.table({ x: [1, null] }))] // => [2, undefined]
 */
export function evaluateExpression(expression: Expression | string, table: TableLike): Column {
  const parsed = typeof expression === "string" ? parseExpression(expression) : expression;
  const { scope, kinds, available } = bind(parsed, table);
  checkExpression(parsed, kinds, { text: textOf(expression), available });
  return columnOfVector(evaluate(parsed, scope), scope.rows);
}

/**
 * A condition for each row the table shows, in three-valued logic: 0 false, 1 true, 2 unknown (a missing operand decides).
 * @throws DataError as `evaluateExpression`, and where the expression is no condition
 * @example [...evaluateCondition("x > 1", aq.table({ x: [1, 2, null] }))] // => [0, 1, 2]
 */
export function evaluateCondition(expression: Expression | string, table: TableLike): Uint8Array {
  const parsed = typeof expression === "string" ? parseExpression(expression) : expression;
  const { scope, kinds, available } = bind(parsed, table);
  checkCondition(parsed, kinds, { text: textOf(expression), available });
  const vector = evaluate(parsed, scope);
  if (vector.type === "null") return new Uint8Array(scope.rows).fill(UNKNOWN);
  const { states, constant } = vector as BooleanVector;
  return constant ? new Uint8Array(scope.rows).fill(states[0] as number) : states;
}

/**
 * The rows for which a condition is true, one byte each: 1 where it is true, 0 where it is false or unknown.
 * @throws DataError as `evaluateCondition`
 * @example [...evaluateMask("x > 1", aq.table({ x: [1, 2, null] }))] // => [0, 1, 0]
 */
export function evaluateMask(expression: Expression | string, table: TableLike): Uint8Array {
  const mask = evaluateCondition(expression, table);
  for (let row = 0; row < mask.length; row++) if (mask[row] === UNKNOWN) mask[row] = FALSE;
  return mask;
}

const textOf = (expression: Expression | string): string | undefined => (typeof expression === "string" ? expression : undefined);

/** The columns that are there; those that are not are for the check to tell. */
function bind(expression: Expression, table: TableLike): { scope: Scope; kinds: Record<string, ColumnKind>; available: string[] } {
  const available = table.columnNames();
  const kinds: Record<string, ColumnKind> = {};
  const columns = new Map<string, Vector>();
  for (const name of expressionColumns(expression)) {
    if (!available.includes(name)) continue;
    const column: Column = columnOf(table, name);
    kinds[name] = column.kind;
    columns.set(name, vectorOfColumn(column));
  }
  return { scope: { rows: table.numRows(), columns }, kinds, available };
}

function evaluate(expression: Expression, scope: Scope): Vector {
  switch (expression.node) {
    case "literal":
      return vectorOfLiteral(expression.value);
    case "column":
      return scope.columns.get(expression.name) as Vector;
    case "negate":
      return negate(evaluate(expression.operand, scope));
    case "arithmetic":
      return arithmetic(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope));
    case "compare":
      return compare(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope));
    case "not":
      return invert(condition(expression.operand, scope));
    case "and":
    case "or":
      return combine(expression.node, condition(expression.left, scope), condition(expression.right, scope));
    case "between": {
      const operand = evaluate(expression.operand, scope);
      const low = compare(">=", operand, evaluate(expression.low, scope));
      return combine("and", low, compare("<=", operand, evaluate(expression.high, scope)));
    }
    case "in":
      return isOneOf(
        evaluate(expression.operand, scope),
        expression.values.map((literal) => literal.value),
      );
    case "is_null":
      return isNull(evaluate(expression.operand, scope));
    case "like":
    case "matches": {
      const operand = evaluate(expression.operand, scope);
      if (operand.type !== "string") return unknown();
      const pattern = expression.node === "like" ? likePattern(expression.pattern) : new RegExp(expression.pattern, "u");
      return perText(operand, (text) => pattern.test(text));
    }
    case "call":
      return callFunction(
        expression.name,
        expression.arguments.map((argument) => evaluate(argument, scope)),
        scope.rows,
      );
  }
}

function unknown(): BooleanVector {
  return { type: "boolean", states: Uint8Array.of(UNKNOWN), constant: true };
}

function condition(expression: Expression, scope: Scope): BooleanVector {
  const vector = evaluate(expression, scope);
  return vector.type === "boolean" ? vector : unknown();
}

/** Kleene's and, or: false decides and, true decides or, otherwise unknown spreads. */
function combine(node: "and" | "or", left: BooleanVector, right: BooleanVector): BooleanVector {
  const constant = left.constant && right.constant;
  const states = new Uint8Array(left.constant ? right.states.length : left.states.length);
  const stepLeft = left.constant ? 0 : 1;
  const stepRight = right.constant ? 0 : 1;
  const decides = node === "and" ? FALSE : TRUE;
  for (let row = 0; row < states.length; row++) {
    const a = left.states[row * stepLeft] as number;
    const b = right.states[row * stepRight] as number;
    states[row] = a === decides || b === decides ? decides : a === UNKNOWN || b === UNKNOWN ? UNKNOWN : decides ^ 1;
  }
  return { type: "boolean", states, constant };
}
