import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

test("NaN is read as null, and left alone in texts and names", () => {
  const value = fc.letrec((tie) => ({
    cell: fc.oneof(
      { depthSize: "small" },
      fc.constant(Number.NaN),
      fc.integer(),
      fc.string(),
      fc.constant('NaN\\"NaN'),
      tie("list"),
      tie("fields"),
    ),
    list: fc.array(tie("cell"), { maxLength: 4 }),
    fields: fc.dictionary(fc.string(), tie("cell"), { maxKeys: 4 }),
  }));
  const asPython = (cell: unknown): string => {
    if (Number.isNaN(cell)) return "NaN";
    if (Array.isArray(cell)) return `[${cell.map(asPython).join(", ")}]`;
    if (typeof cell !== "object" || cell === null) return JSON.stringify(cell);
    return `{${Object.entries(cell)
      .map(([name, one]) => `${JSON.stringify(name)}: ${asPython(one)}`)
      .join(", ")}}`;
  };
  fc.assert(
    fc.property(value.cell, (cell) => {
      expect(parseJson(asPython(cell))).toEqual(JSON.parse(JSON.stringify(cell)));
    }),
    { numRuns: 5000 },
  );
});

test.each(["[NaN", "[NaNs]", "[-NaN]", '["NaN]', "[Infinity]", ""])("%s is no JSON all the same", (text) => {
  expect(() => parseJson(text)).toThrow(/not valid JSON: .* at position \d+/);
});
