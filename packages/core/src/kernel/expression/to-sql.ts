import type { Expression, LiteralValue, ValueType } from "./ast.ts";
import { type ColumnKinds, checkExpression } from "./check.ts";
import { parseInstant } from "./instant.ts";
import { parseExpression } from "./parse.ts";

/** How one SQL engine writes what differs between engines. */
export interface ExpressionDialect {
  identifier(name: string): string;
  text(value: string): string;
  /** A timestamp literal; `iso` is in UTC. */
  instant(iso: string): string;
  /** `value` (SQL text of a number) as a double. */
  double(value: string): string;
  like(operand: string, pattern: string): string;
  /** @throws MLOpsError `NOT_SUPPORTED` for a pattern that the engine cannot run */
  matches(operand: string, pattern: string): string;
}

/**
 * SQL text that an engine evaluates to the same values as `evaluateExpression`, over columns of these kinds.
 * Arithmetic is cast to doubles, so integer overflow and integer division do not differ.
 * @throws DataError as `checkExpression`; MLOpsError `NOT_SUPPORTED` for a regular expression the engine lacks
 */
export function toSql(expression: Expression | string, dialect: ExpressionDialect, kinds: ColumnKinds): string {
  const parsed = typeof expression === "string" ? parseExpression(expression) : expression;
  checkExpression(parsed, kinds, typeof expression === "string" ? { text: expression } : {});
  return new Writer(dialect, kinds).write(parsed);
}

class Writer {
  private readonly dialect: ExpressionDialect;
  private readonly kinds: ColumnKinds;

  constructor(dialect: ExpressionDialect, kinds: ColumnKinds) {
    this.dialect = dialect;
    this.kinds = kinds;
  }

  write(node: Expression): string {
    switch (node.node) {
      case "literal":
        return this.literal(node.value);
      case "column":
        return this.dialect.identifier(node.name);
      case "negate":
        return `(-${this.double(node.operand)})`;
      case "not":
        return `(NOT ${this.write(node.operand)})`;
      case "arithmetic":
        return `(${this.double(node.left)} ${node.operator} ${this.double(node.right)})`;
      case "compare": {
        const type = this.shared(node.left, node.right);
        return `(${this.as(node.left, type)} ${node.operator === "!=" ? "<>" : node.operator} ${this.as(node.right, type)})`;
      }
      case "and":
      case "or":
        return `(${this.write(node.left)} ${node.node.toUpperCase()} ${this.write(node.right)})`;
      case "in": {
        const type = this.shared(node.operand);
        return `(${this.write(node.operand)} IN (${node.values.map((value) => this.as(value, type)).join(", ")}))`;
      }
      case "between": {
        const type = this.shared(node.operand, node.low, node.high);
        return `(${this.as(node.operand, type)} BETWEEN ${this.as(node.low, type)} AND ${this.as(node.high, type)})`;
      }
      case "is_null":
        return `(${this.write(node.operand)} IS NULL)`;
      case "like":
        return this.dialect.like(this.write(node.operand), node.pattern);
      case "matches":
        return this.dialect.matches(this.write(node.operand), node.pattern);
      case "call": {
        if (node.name === "coalesce") {
          const type = this.shared(...node.arguments);
          return `coalesce(${node.arguments.map((argument) => this.as(argument, type)).join(", ")})`;
        }
        const [first, digits] = node.arguments as [Expression, Expression?];
        if (node.name === "round" && digits !== undefined)
          return `round(${this.double(first)}, CAST(trunc(${this.write(digits)}) AS INTEGER))`;
        const numeric =
          node.name === "abs" || node.name === "round" || node.name === "floor" || node.name === "ceil" || node.name === "isnan";
        return `${node.name}(${numeric ? this.double(first) : this.write(first)})`;
      }
    }
  }

  private literal(value: LiteralValue): string {
    if (value === null) return "NULL";
    if (typeof value === "string") return this.dialect.text(value);
    if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
    if (typeof value === "bigint" || Number.isSafeInteger(value)) return Object.is(value, -0) ? "-0e0" : `${value}`;
    return value.toExponential();
  }

  private double(node: Expression): string {
    return this.dialect.double(this.write(node));
  }

  private shared(...nodes: Expression[]): ValueType {
    const types = nodes.map((node) => checkExpression(node, this.kinds));
    return types.includes("timestamp") ? "timestamp" : (types.find((type) => type !== "null") ?? "null");
  }

  /** A text literal beside a timestamp becomes a timestamp literal. */
  private as(node: Expression, type: ValueType): string {
    if (type !== "timestamp" || node.node !== "literal" || typeof node.value !== "string") return this.write(node);
    return this.dialect.instant(new Date(parseInstant(node.value)).toISOString());
  }
}
