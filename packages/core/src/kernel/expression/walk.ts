import type { Expression } from "./ast.ts";

/** The expressions directly inside another. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.node) {
    case "literal":
    case "column":
      return [];
    case "negate":
    case "not":
    case "is_null":
    case "like":
    case "matches":
      return [expression.operand];
    case "in":
      return [expression.operand, ...expression.values];
    case "between":
      return [expression.operand, expression.low, expression.high];
    case "call":
      return expression.arguments;
    default:
      return [expression.left, expression.right];
  }
}

/**
 * Names of the columns an expression reads, in order of first use.
 * @example expressionColumns({ node: "column", name: "age", at: 1 }) // => ["age"]
 */
export function expressionColumns(expression: Expression): string[] {
  const names = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.node === "column") names.add(node.name);
    else for (const child of children(node)) visit(child);
  };
  visit(expression);
  return [...names];
}
