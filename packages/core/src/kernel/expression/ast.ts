export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
export type CompareOperator = "<" | "<=" | "=" | "!=" | ">=" | ">";
export type LiteralValue = number | bigint | string | boolean | null;

export interface Literal {
  readonly node: "literal";
  readonly value: LiteralValue;
  readonly at: number;
}

/** A parsed expression: plain data. `at` is the place in the text, counted from 1. */
export type Expression =
  | Literal
  | { readonly node: "column"; readonly name: string; readonly at: number }
  | { readonly node: "negate" | "not"; readonly operand: Expression; readonly at: number }
  | {
      readonly node: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly node: "compare";
      readonly operator: CompareOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly node: "and" | "or"; readonly left: Expression; readonly right: Expression; readonly at: number }
  | { readonly node: "in"; readonly operand: Expression; readonly values: readonly Literal[]; readonly at: number }
  | { readonly node: "between"; readonly operand: Expression; readonly low: Expression; readonly high: Expression; readonly at: number }
  | { readonly node: "is_null"; readonly operand: Expression; readonly at: number }
  | { readonly node: "like" | "matches"; readonly operand: Expression; readonly pattern: string; readonly at: number }
  | { readonly node: "call"; readonly name: FunctionName; readonly arguments: readonly Expression[]; readonly at: number };

/** The type of an expression's values; `null` is the literal null, which fits every type. */
export type ValueType = "number" | "string" | "boolean" | "timestamp" | "null";

interface Signature {
  /** Type of every argument, `any` where they only have to agree. */
  readonly takes: ValueType | "any";
  readonly gives: ValueType | "same";
  readonly least: number;
  readonly most: number;
}

/** The functions of the language. */
export const FUNCTIONS = {
  abs: { takes: "number", gives: "number", least: 1, most: 1 },
  round: { takes: "number", gives: "number", least: 1, most: 2 },
  floor: { takes: "number", gives: "number", least: 1, most: 1 },
  ceil: { takes: "number", gives: "number", least: 1, most: 1 },
  isnan: { takes: "number", gives: "boolean", least: 1, most: 1 },
  length: { takes: "string", gives: "number", least: 1, most: 1 },
  lower: { takes: "string", gives: "string", least: 1, most: 1 },
  upper: { takes: "string", gives: "string", least: 1, most: 1 },
  year: { takes: "timestamp", gives: "number", least: 1, most: 1 },
  month: { takes: "timestamp", gives: "number", least: 1, most: 1 },
  day: { takes: "timestamp", gives: "number", least: 1, most: 1 },
  coalesce: { takes: "any", gives: "same", least: 2, most: 20 },
} as const satisfies Record<string, Signature>;

export type FunctionName = keyof typeof FUNCTIONS;
