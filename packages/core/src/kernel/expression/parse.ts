import { nearestName } from "../table/nearest-name.ts";
import type { ArithmeticOperator, CompareOperator, Expression, FunctionName, Literal } from "./ast.ts";
import { FUNCTIONS } from "./ast.ts";
import { syntaxError, type Token, tokenize } from "./tokenize.ts";

const DEEPEST = 200;
const COMPARISONS: ReadonlySet<string> = new Set(["<", "<=", "=", "!=", ">=", ">"]);

/** Recursive descent, loosest first: or, and, not, comparison and predicates, + and -, * / and %, unary minus, values. */
class Parser {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  whole(): Expression {
    const expression = this.or();
    if (this.next.kind !== "end") throw this.unexpected("an operator");
    return expression;
  }

  private get next(): Token {
    return this.tokens[this.index] as Token;
  }

  private unexpected(wanted: string): Error {
    const { kind, text, at } = this.next;
    return syntaxError(this.text, at, `expected ${wanted}, found ${kind === "end" ? text : `"${text}"`}`);
  }

  private take(kind: Token["kind"], ...texts: string[]): Token | undefined {
    const token = this.next;
    if (token.kind !== kind || !texts.includes(token.text)) return undefined;
    this.index++;
    return token;
  }

  private expect(kind: Token["kind"], text: string): void {
    if (this.take(kind, text) === undefined) throw this.unexpected(`"${text}"`);
  }

  private or(): Expression {
    if (++this.depth > DEEPEST) throw syntaxError(this.text, this.next.at, `more than ${DEEPEST} levels of nesting`);
    let left = this.and();
    for (let token = this.take("word", "or"); token; token = this.take("word", "or"))
      left = { node: "or", left, right: this.and(), at: token.at };
    this.depth--;
    return left;
  }

  private and(): Expression {
    let left = this.not();
    for (let token = this.take("word", "and"); token; token = this.take("word", "and"))
      left = { node: "and", left, right: this.not(), at: token.at };
    return left;
  }

  private not(): Expression {
    const nots: Token[] = [];
    for (let token = this.take("word", "not"); token; token = this.take("word", "not")) nots.push(token);
    return nots.reduceRight((operand, { at }) => ({ node: "not", operand, at }), this.predicate());
  }

  private predicate(): Expression {
    let left = this.sum();
    for (;;) {
      const { kind, text, at } = this.next;
      if (kind === "symbol" && COMPARISONS.has(text)) {
        this.index++;
        left = { node: "compare", operator: text as CompareOperator, left, right: this.sum(), at };
      } else if (this.take("word", "is")) {
        const negated = this.take("word", "not") !== undefined;
        this.expect("word", "null");
        left = this.negateIf(negated, { node: "is_null", operand: left, at });
      } else {
        const negated = this.take("word", "not") !== undefined;
        const found = this.keyword(left);
        if (found === undefined) {
          if (negated) throw this.unexpected("in, between, like or matches");
          return left;
        }
        left = this.negateIf(negated, found);
      }
    }
  }

  private negateIf(negated: boolean, operand: Expression): Expression {
    return negated ? { node: "not", operand, at: operand.at } : operand;
  }

  private keyword(operand: Expression): Expression | undefined {
    const { at } = this.next;
    if (this.take("word", "in")) return { node: "in", operand, values: this.list(), at };
    if (this.take("word", "between")) {
      const low = this.sum();
      this.expect("word", "and");
      return { node: "between", operand, low, high: this.sum(), at };
    }
    const word = this.take("word", "like", "matches");
    if (word === undefined) return undefined;
    const pattern = this.next;
    if (pattern.kind !== "string") throw this.unexpected("a pattern in single quotes");
    this.index++;
    if (word.text === "matches") this.checkRegex(pattern);
    return { node: word.text as "like" | "matches", operand, pattern: pattern.text, at };
  }

  private checkRegex({ text, at }: Token): void {
    try {
      new RegExp(text, "u");
    } catch (cause) {
      throw syntaxError(this.text, at, (cause as Error).message);
    }
  }

  private list(): Literal[] {
    this.expect("symbol", "(");
    const values: Literal[] = [];
    do {
      const { at } = this.next;
      const value = this.unary();
      if (value.node !== "literal" || value.value === null) throw syntaxError(this.text, at, "a list takes numbers, texts, true and false");
      values.push(value);
    } while (this.take("symbol", ","));
    this.expect("symbol", ")");
    return values;
  }

  private sum(): Expression {
    let left = this.product();
    for (let token = this.take("symbol", "+", "-"); token; token = this.take("symbol", "+", "-"))
      left = { node: "arithmetic", operator: token.text as ArithmeticOperator, left, right: this.product(), at: token.at };
    return left;
  }

  private product(): Expression {
    let left = this.unary();
    for (let token = this.take("symbol", "*", "/", "%"); token; token = this.take("symbol", "*", "/", "%"))
      left = { node: "arithmetic", operator: token.text as ArithmeticOperator, left, right: this.unary(), at: token.at };
    return left;
  }

  private unary(): Expression {
    const signs: Token[] = [];
    for (let token = this.take("symbol", "-"); token; token = this.take("symbol", "-")) signs.push(token);
    return signs.reduceRight<Expression>((operand, { at }) => {
      if (operand.node !== "literal") return { node: "negate", operand, at };
      if (typeof operand.value === "number") return { node: "literal", value: -operand.value, at };
      return typeof operand.value === "bigint" ? { node: "literal", value: -operand.value, at } : { node: "negate", operand, at };
    }, this.value());
  }

  private value(): Expression {
    const token = this.next;
    const { kind, text, at } = token;
    this.index++;
    if (kind === "number") return { node: "literal", value: this.number(token), at };
    if (kind === "string") return { node: "literal", value: text, at };
    if (kind === "name") {
      const called = this.next.kind === "symbol" && this.next.text === "(" && this.text[at - 1] !== '"' && this.text[at - 1] !== "`";
      return called ? this.call(token) : { node: "column", name: text, at };
    }
    if (kind === "word" && text === "null") return { node: "literal", value: null, at };
    if (kind === "word" && (text === "true" || text === "false")) return { node: "literal", value: text === "true", at };
    if (kind === "symbol" && text === "(") {
      const inner = this.or();
      this.expect("symbol", ")");
      return inner;
    }
    this.index--;
    throw this.unexpected("a value");
  }

  private number({ text, at }: Token): number | bigint {
    const value = Number(text);
    if (!/^\d+$/.test(text) || Number.isSafeInteger(value)) {
      if (!Number.isFinite(value)) throw syntaxError(this.text, at, `the number ${text} is too large`);
      return value;
    }
    const big = BigInt(text);
    if (BigInt.asIntN(64, big) !== big) throw syntaxError(this.text, at, `the integer ${text} has more than 64 bits`);
    return big;
  }

  private call({ text, at }: Token): Expression {
    const name = text.toLowerCase();
    if (!Object.hasOwn(FUNCTIONS, name)) {
      const known = Object.keys(FUNCTIONS);
      const nearest = nearestName(name, known);
      throw syntaxError(
        this.text,
        at,
        `there is no function ${text}${nearest ? `, did you mean ${nearest}?` : ` (there are ${known.join(", ")})`}`,
      );
    }
    this.expect("symbol", "(");
    const given: Expression[] = [];
    if (!this.take("symbol", ")")) {
      do given.push(this.or());
      while (this.take("symbol", ","));
      this.expect("symbol", ")");
    }
    const { least, most } = FUNCTIONS[name as FunctionName];
    if (given.length < least || given.length > most) {
      const wanted = least === most ? `${least}` : `${least} to ${most}`;
      throw syntaxError(this.text, at, `${name} takes ${wanted} argument${most === 1 ? "" : "s"}, not ${given.length}`);
    }
    return { node: "call", name: name as FunctionName, arguments: given, at };
  }
}

/**
 * Reads an expression of the rule language: columns (bare, or in double quotes or backticks), numbers, 'texts', true, false, null; `+ - * / %`,
 * `< <= = != >= >`, `and or not`, `in (…)`, `between … and …`, `is [not] null`, `like`, `matches`; abs round floor ceil isnan length lower upper
 * year month day coalesce.
 * @throws DataError `EXPRESSION_SYNTAX` with `position`, counted from 1
 * @example parseExpression("age >= 18").node // => "compare"
 */
export function parseExpression(text: string): Expression {
  return new Parser(text).whole();
}
