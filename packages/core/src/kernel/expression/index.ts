export type { ArithmeticOperator, CompareOperator, Expression, FunctionName, Literal, LiteralValue, ValueType } from "./ast.ts";
export { type ColumnKinds, checkCondition, checkExpression } from "./check.ts";
export { compareTexts } from "./compare.ts";
export { evaluateCondition, evaluateExpression, evaluateMask } from "./evaluate.ts";
export { countCharacters } from "./functions.ts";
export { parseInstant } from "./instant.ts";
export { parseExpression } from "./parse.ts";
export { type ExpressionDialect, toSql } from "./to-sql.ts";
export { expressionColumns } from "./walk.ts";
