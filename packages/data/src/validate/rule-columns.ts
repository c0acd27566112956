import { expressionColumns, parseExpression } from "@mlops/core/expression";
import type { BuiltInRule } from "@mlops/models";

/** The columns whose values a rule reads. */
export function ruleColumns(rule: BuiltInRule): string[] {
  const names: string[] = [];
  if ("column" in rule) names.push(rule.column);
  if ("columns" in rule && rule.type !== "columns") names.push(...rule.columns);
  if ("left" in rule) names.push(rule.left, rule.right);
  if (rule.type === "expression") names.push(...expressionColumns(parseExpression(rule.expression)));
  if ("when" in rule && rule.when !== undefined) names.push(...expressionColumns(parseExpression(rule.when)));
  return names;
}
