import { describe, expect, it } from "vitest";
import { parseExpression } from "./parse.ts";
import { expressionColumns } from "./walk.ts";

const problem = (text: string) => {
  try {
    parseExpression(text);
  } catch (error) {
    const { code, fields } = error as { code: string; fields: { position: number; detail: string } };
    return [code, fields.position, fields.detail.replace(/ at column .*/, "")];
  }
  return undefined;
};

describe("parseExpression", () => {
  it("binds tighter from or to unary minus", () => {
    expect(parseExpression("a or not b and x + 2 * -y > 3")).toEqual({
      node: "or",
      at: 3,
      left: { node: "column", name: "a", at: 1 },
      right: {
        node: "and",
        at: 12,
        left: { node: "not", at: 6, operand: { node: "column", name: "b", at: 10 } },
        right: {
          node: "compare",
          operator: ">",
          at: 27,
          left: {
            node: "arithmetic",
            operator: "+",
            at: 18,
            left: { node: "column", name: "x", at: 16 },
            right: {
              node: "arithmetic",
              operator: "*",
              at: 22,
              left: { node: "literal", value: 2, at: 20 },
              right: { node: "negate", at: 24, operand: { node: "column", name: "y", at: 25 } },
            },
          },
          right: { node: "literal", value: 3, at: 29 },
        },
      },
    });
  });

  it("reads literals, quoted names and every predicate", () => {
    expect(parseExpression("-1.5e3")).toEqual({ node: "literal", value: -1500, at: 1 });
    expect(parseExpression("'it''s'")).toEqual({ node: "literal", value: "it's", at: 1 });
    expect(parseExpression("-9223372036854775807")).toEqual({ node: "literal", value: -9223372036854775807n, at: 1 });
    expect(parseExpression("TRUE")).toEqual({ node: "literal", value: true, at: 1 });
    expect(parseExpression("-true")).toMatchObject({ node: "negate" });
    expect(parseExpression('"a ""b"" c"')).toEqual({ node: "column", name: 'a "b" c', at: 1 });
    expect(parseExpression("`a``b`")).toEqual({ node: "column", name: "a`b", at: 1 });
    expect(parseExpression('"lower"')).toMatchObject({ node: "column", name: "lower" });
    expect(parseExpression("größe == 1 or x <> 2")).toMatchObject({ left: { operator: "=" }, right: { operator: "!=" } });
    expect(parseExpression("x not in (1, -2)")).toMatchObject({
      node: "not",
      operand: { node: "in", values: [{ value: 1 }, { value: -2 }] },
    });
    expect(parseExpression("x between 1 and 2 and y")).toMatchObject({ node: "and", left: { node: "between" } });
    expect(parseExpression("x is not null")).toMatchObject({ node: "not", operand: { node: "is_null" } });
    expect(parseExpression("x is null")).toMatchObject({ node: "is_null" });
    expect(parseExpression("x not like 'a%'")).toMatchObject({ node: "not", operand: { node: "like", pattern: "a%" } });
    expect(parseExpression("not not x matches '^a'")).toMatchObject({
      node: "not",
      operand: { node: "not", operand: { node: "matches" } },
    });
    expect(parseExpression("ROUND(x, 2)")).toMatchObject({ node: "call", name: "round", arguments: [{}, { value: 2 }] });
  });

  it("names the columns it reads", () => {
    expect(
      expressionColumns(parseExpression("coalesce(a, b) + -c > d and not e is null or f in (1) or g between h and a or i like 'x'")),
    ).toEqual([..."abcdefghi"]);
  });

  it("says where it stopped", () => {
    expect(problem("")).toEqual(["EXPRESSION_SYNTAX", 1, "expected a value, found the end"]);
    expect(problem("a >")).toEqual(["EXPRESSION_SYNTAX", 4, "expected a value, found the end"]);
    expect(problem("a b")).toEqual(["EXPRESSION_SYNTAX", 3, 'expected an operator, found "b"']);
    expect(problem("(a")).toEqual(["EXPRESSION_SYNTAX", 3, 'expected ")", found the end']);
    expect(problem("a not b")).toEqual(["EXPRESSION_SYNTAX", 7, 'expected in, between, like or matches, found "b"']);
    expect(problem("a is 3")).toEqual(["EXPRESSION_SYNTAX", 6, 'expected "null", found "3"']);
    expect(problem("a like b")).toEqual(["EXPRESSION_SYNTAX", 8, 'expected a pattern in single quotes, found "b"']);
    expect(problem("a in (b)")).toEqual(["EXPRESSION_SYNTAX", 7, "a list takes numbers, texts, true and false"]);
    expect(problem("a = 'x")).toEqual(["EXPRESSION_SYNTAX", 5, "the quote ' is not closed"]);
    expect(problem("a = 1x")).toEqual(["EXPRESSION_SYNTAX", 5, "the number is not readable"]);
    expect(problem("a ; b")).toEqual(["EXPRESSION_SYNTAX", 3, "unexpected ;"]);
    expect(problem("1e999")).toEqual(["EXPRESSION_SYNTAX", 1, "the number 1e999 is too large"]);
    expect(problem("99999999999999999999")).toEqual(["EXPRESSION_SYNTAX", 1, "the integer 99999999999999999999 has more than 64 bits"]);
    expect(problem("lenght(a) > 1")).toEqual(["EXPRESSION_SYNTAX", 1, "there is no function lenght, did you mean length?"]);
    expect(problem("frobnicate(a)")?.[2]).toContain("there are abs, round");
    expect(problem("lower()")).toEqual(["EXPRESSION_SYNTAX", 1, "lower takes 1 argument, not 0"]);
    expect(problem("round(a, 1, 2)")).toEqual(["EXPRESSION_SYNTAX", 1, "round takes 1 to 2 arguments, not 3"]);
    expect(problem("a matches '('")?.slice(0, 2)).toEqual(["EXPRESSION_SYNTAX", 11]);
    expect(problem(`${"(".repeat(500)}1${")".repeat(500)}`)?.[2]).toBe("more than 200 levels of nesting");
    expect(problem("1".padEnd(10_001, "+1"))?.[2]).toBe("it has 10001 characters, more than 10000");
  });
});
