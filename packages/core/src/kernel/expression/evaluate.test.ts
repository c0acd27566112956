import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeTable } from "../../table/index.ts";
import { bigIntColumn, numericColumn } from "../table/make-column.ts";
import { checkCondition, checkExpression } from "./check.ts";
import { compareTexts } from "./compare.ts";
import { evaluateCondition, evaluateExpression, evaluateMask } from "./evaluate.ts";
import { countCharacters } from "./functions.ts";
import { parseInstant } from "./instant.ts";
import { parseExpression } from "./parse.ts";

const table = makeTable({
  x: [1, 2, null, Number.NaN],
  y: [2, 2, 2, 2],
  city: ["Oslo", "Rome", null, "rome"],
  other: ["Oslo", "Oslo", "Rome", "s"],
  ok: [true, false, null, true],
  at: [new Date("2018-03-31T22:30:00Z"), new Date("2019-12-31"), null, new Date(0)],
  big: bigIntColumn(BigInt64Array.of(9007199254740993n, 1n, 0n, -5n), Uint8Array.of(0b1011)),
  small: numericColumn(Int32Array.of(1, 2, 3, 4)),
});
const states = (text: string) => [...evaluateCondition(text, table)];
const values = (text: string) => [...evaluateExpression(text, table)];

describe("evaluateCondition", () => {
  it.each([
    ["x > 1", [0, 1, 2, 1]], // NaN is above every number
    ["x >= 2", [0, 1, 2, 1]],
    ["x < 2", [1, 0, 2, 0]],
    ["x <= y", [1, 1, 2, 0]],
    ["x = x", [1, 1, 2, 1]],
    ["x != y", [1, 0, 2, 1]],
    ["1 < x", [0, 1, 2, 1]],
    ["1 < 2", [1, 1, 1, 1]],
    ["x = null", [2, 2, 2, 2]],
    ["x between 1 and 1.5", [1, 0, 2, 0]],
    ["x not between 1 and 1.5", [0, 1, 2, 1]],
    ["x in (1, 3)", [1, 0, 2, 0]],
    ["x not in (1, 3)", [0, 1, 2, 1]],
    ["big in (9007199254740993, 1, 0.5)", [1, 1, 2, 0]],
    ["big > 9007199254740992", [1, 0, 2, 0]],
    ["big = 9007199254740993", [1, 0, 2, 0]],
    ["big > x", [1, 0, 2, 0]],
    ["ok", [1, 0, 2, 1]],
    ["ok = true", [1, 0, 2, 1]],
    ["ok in (false)", [0, 1, 2, 0]],
    ["not ok", [0, 1, 2, 0]],
    ["ok and x > 1", [0, 0, 2, 1]],
    ["ok or x > 1", [1, 1, 2, 1]],
    ["ok and null", [2, 0, 2, 2]],
    ["ok or true", [1, 1, 1, 1]],
    ["true and ok", [1, 0, 2, 1]],
    ["ok and false", [0, 0, 0, 0]],
    ["null and false", [0, 0, 0, 0]],
    ["null", [2, 2, 2, 2]],
    ["null in (1)", [2, 2, 2, 2]],
    ["null like 'a'", [2, 2, 2, 2]],
    ["city = 'Rome'", [0, 1, 2, 0]],
    ["city > other", [0, 1, 2, 0]],
    ["city = other", [1, 0, 2, 0]],
    ["city in ('Oslo', 'rome')", [1, 0, 2, 1]],
    ["city like '_o%e'", [0, 1, 2, 1]],
    ["city like 'R.me'", [0, 0, 2, 0]],
    ["city matches '^r'", [0, 0, 2, 1]],
    ["city is null", [0, 0, 1, 0]],
    ["x is not null", [1, 1, 0, 1]],
    ["ok is null", [0, 0, 1, 0]],
    ["null is null", [1, 1, 1, 1]],
    ["at < '2019-01-01'", [1, 0, 2, 1]],
    ["'2018-03-31T23:30:00+01:00' = at", [1, 0, 2, 0]],
    ["at in ('1970-01-01', '2019-12-31 00:00')", [0, 1, 2, 1]],
    ["at between '2018-01-01' and '2018-12-31'", [1, 0, 2, 0]],
    ["isnan(x)", [0, 0, 2, 1]],
    ["small > 2", [0, 0, 1, 1]],
  ])("%s", (text, expected) => {
    expect(states(text)).toEqual(expected);
    expect([...evaluateMask(text, table)]).toEqual(expected.map((state) => (state === 1 ? 1 : 0)));
  });

  it("keeps to the rows that a filtered table shows, and to none", () => {
    expect([...evaluateCondition("x = 2", table.filter("d => d.small > 1"))]).toEqual([1, 2, 0]);
    const none = table.filter("d => d.small > 9");
    for (const text of ["x > 1", "1 < 2", "true and ok", "x + 1 > 2", "round(x, 1) = 1", "city = 'a'"])
      expect(evaluateCondition(text, none).length).toBe(0);
  });
});

describe("evaluateExpression", () => {
  it.each([
    ["x + y * 2", [5, 6, undefined, Number.NaN]],
    ["-x", [-1, -2, undefined, Number.NaN]],
    ["y / 0 - 7 % 4 + -7 % 4", Array(4).fill(Number.POSITIVE_INFINITY)],
    ["big - 1", [9007199254740991, 0, undefined, -6]],
    ["1 + 1", [2, 2, 2, 2]],
    ["x + null", Array(4).fill(undefined)],
    ["-coalesce(null, null)", Array(4).fill(undefined)],
    ["abs(-x)", [1, 2, undefined, Number.NaN]],
    ["round(x / 4, 1)", [0.3, 0.5, undefined, Number.NaN]],
    ["round(2.5) + round(-2.5)", [0, 0, 0, 0]],
    ["round(-2.5)", [-3, -3, -3, -3]],
    ["round(0.49999999999999994)", [0, 0, 0, 0]],
    ["round(1e300, 300)", Array(4).fill(1e300)],
    ["round(x, null)", Array(4).fill(undefined)],
    ["floor(-1.5) + ceil(1.2)", [0, 0, 0, 0]],
    ["length(city)", [4, 4, undefined, 4]],
    ["lower(city)", ["oslo", "rome", undefined, "rome"]],
    ["upper('a')", ["A", "A", "A", "A"]],
    ["lower(null)", Array(4).fill(undefined)],
    ["year(at) * 10000 + month(at) * 100 + day(at)", [20180331, 20191231, undefined, 19700101]],
    ["coalesce(x, y, 0)", [1, 2, 2, Number.NaN]],
    ["coalesce(big, 7)", [9007199254740992, 1, 7, -5]],
    ["coalesce(big, big)", [9007199254740993n, 1n, undefined, -5n]],
    ["coalesce(null, 1, 2)", [1, 1, 1, 1]],
    ["coalesce(city, other)", ["Oslo", "Rome", "Rome", "rome"]],
    ["coalesce(city, city)", ["Oslo", "Rome", undefined, "rome"]],
    ["coalesce(ok, false)", [true, false, false, true]],
    ["coalesce(ok, ok)", [true, false, undefined, true]],
    ["coalesce(x, x)", [1, 2, undefined, Number.NaN]],
    ["x > 1", [false, true, undefined, true]],
    ["true", [true, true, true, true]],
    ["small", [1, 2, 3, 4]],
    ["9007199254740993", Array(4).fill(9007199254740993n)],
  ])("%s", (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it("gives timestamps and the column itself", () => {
    expect(values("coalesce(at, '2020-01-01')")[2]).toEqual(new Date("2020-01-01"));
    expect(evaluateExpression("at", table).kind).toBe("timestamp");
    expect(values("at")[3]).toEqual(new Date(0));
  });

  it("obeys Kleene's laws on any rows", () => {
    const state = fc.constantFrom(true, false, null);
    fc.assert(
      fc.property(fc.array(fc.tuple(state, state), { minLength: 1 }), (rows) => {
        const both = makeTable({ a: rows.map(([a]) => a).concat(true), b: rows.map(([, b]) => b).concat(true) });
        const run = (text: string) => evaluateCondition(text, both);
        expect(run("not (a and b)")).toEqual(run("not a or not b"));
        expect(run("not (a or b)")).toEqual(run("not a and not b"));
        expect(run("a and b")).toEqual(run("b and a"));
        expect(run("not not a")).toEqual(run("a"));
      }),
    );
  });

  it("orders texts by code point", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareTexts(a, b))).toBe(bytes);
        expect(countCharacters(a)).toBe([...a].length);
      }),
    );
  });
});

describe("checkExpression", () => {
  const kinds = { x: "numeric", city: "string", ok: "boolean", at: "timestamp" } as const;
  const problem = (text: string) => {
    try {
      checkCondition(parseExpression(text), kinds);
    } catch (error) {
      const { code, fields, hint } = error as { code: string; fields: Record<string, unknown>; hint: string };
      return code === "COLUMN_MISSING" ? hint : fields["detail"];
    }
    return undefined;
  };

  it("gives the type", () => {
    expect(checkExpression(parseExpression("coalesce(at, null)"), kinds)).toBe("timestamp");
    expect(checkExpression(parseExpression("null"), kinds)).toBe("null");
    expect(checkExpression(parseExpression("-x"), kinds)).toBe("number");
  });

  it("says what does not fit and where", () => {
    expect(problem("citi = 'a'")).toContain('did you mean "city"?');
    expect(problem("toString = 'a'")).toContain("columns: x, city, ok, at");
    expect(problem("x")).toBe("a condition needs a boolean, not a number (at column 1)");
    expect(problem("x = 'a'")).toBe("= cannot take a number and a string together (at column 5)");
    expect(problem("city + 1 > 2")).toBe("+ needs a number, not a string (at column 1)");
    expect(problem("x and ok")).toBe("and needs a boolean, not a number (at column 1)");
    expect(problem("at > 'soon'")).toBe("'soon' is not an ISO-8601 instant (at column 6)");
    expect(problem("at > city")).toContain("cannot take");
    expect(problem("x in (1, 'a')")).toBe("in cannot take a number and a string together (at column 10)");
    expect(problem("x like 'a'")).toBe("like needs a string, not a number (at column 1)");
    expect(problem("year(x) > 1")).toBe("year needs a timestamp, not a number (at column 6)");
    expect(problem("coalesce(x, city) = 1")).toContain("coalesce cannot take a number and a string");
    expect(problem("x between 'a' and 2")).toContain("between cannot take");
    expect(problem("not x")).toContain("not needs a boolean");
    expect(() => evaluateExpression("x + citty", table)).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  });

  it("reads instants", () => {
    expect(parseInstant("2018-02-30")).toBeNaN();
    expect(parseInstant("2018-13-01")).toBeNaN();
    expect(parseInstant("1970-01-01T01:00:00.25+0100")).toBe(250);
    expect(parseInstant("1970-01-01 00:00:01z")).toBe(1000);
    expect(parseInstant("")).toBeNaN();
  });
});
