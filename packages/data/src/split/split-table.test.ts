import { makeTable, splitOf } from "@mlops/core/table";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SplitOptions, splitTable } from "./split-table.ts";

const rows = (n: number) =>
  makeTable({
    row: Float64Array.from({ length: n }, (_, i) => i),
    group: Array.from({ length: n }, (_, i) => ["a", "b", null][i % 5] ?? "c"),
  });

describe("splitTable", () => {
  it("gives each row to one part, in order, marked, the same for the same seed", () => {
    const table = rows(101);
    const { train, validation, test } = splitTable(table, { validation: 0.2, test: 0.1, seed: 5 });
    const parts = [train, validation, test].map((part) => part?.array("row") as number[]);
    expect(parts.map((part) => part.length)).toEqual([71, 20, 10]);
    for (const part of parts) expect(part).toEqual([...part].sort((a, b) => a - b));
    expect(parts.flat().sort((a, b) => a - b)).toEqual(table.array("row", Array));
    expect([train, validation, test].map((part) => splitOf(part as never))).toEqual(["train", "validation", "test"]);
    expect(splitTable(table, { validation: 0.2, test: 0.1, seed: 5 }).test?.array("row")).toEqual(parts[2]);
    expect(splitTable(table, { validation: 0.2, test: 0.1, seed: 6 }).test?.array("row")).not.toEqual(parts[2]);
    expect(Object.keys(splitTable(table))).toEqual(["train", "validation"]);
    expect(Object.keys(splitTable(table, { validation: 0 }))).toEqual(["train"]);
  });

  it("does not change its choice between versions", () => {
    expect(splitTable(rows(20), { validation: 0.25, seed: 42 }).validation?.array("row")).toMatchInlineSnapshot(`
      [
        4,
        6,
        7,
        12,
        16,
      ]
    `);
    expect(
      splitTable(rows(20), { validation: 0.25, seed: 42, method: "stratified", stratifyBy: "group" }).validation?.array("row"),
    ).toMatchInlineSnapshot(`
      [
        6,
        8,
        13,
        15,
        19,
      ]
    `);
  });

  it("keeps the share of every value within one row, and the total", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c", null), { minLength: 20, maxLength: 200 }),
        fc.integer({ min: 1, max: 45 }),
        fc.integer({ min: 1, max: 45 }),
        fc.nat(),
        (groups, validation, test, seed) => {
          const table = makeTable({ group: [...groups, "a"], row: groups.map((_, i) => i).concat(groups.length) });
          const shares = { validation: validation / 100, test: test / 100 };
          fc.pre(Math.round(table.numRows() * shares.validation) > 0 && Math.round(table.numRows() * shares.test) > 0);
          const split = splitTable(table, { ...shares, seed, method: "stratified", stratifyBy: "group" });
          const n = table.numRows();
          expect([split.validation?.numRows(), split.test?.numRows()]).toEqual([
            Math.round(n * shares.validation),
            Math.round(n * shares.test),
          ]);
          for (const part of ["validation", "test"] as const) {
            const chosen = split[part]?.array("group") as unknown[];
            for (const group of new Set(table.array("group"))) {
              const size = [...table.array("group")].filter((other) => other === group).length;
              expect(Math.abs(chosen.filter((other) => other === group).length - size * shares[part])).toBeLessThanOrEqual(1 + 1e-9);
            }
          }
        },
      ),
    );
  });

  it("refuses shares and columns that make no split", () => {
    const code = (options: SplitOptions, n = 10) => {
      try {
        splitTable(rows(n), options);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return undefined;
    };
    expect(code({ validation: 1 })).toBe("PARAMETER_INVALID");
    expect(code({ validation: -0.1 })).toBe("PARAMETER_INVALID");
    expect(code({ validation: 0.5, test: 0.5 })).toBe("PARAMETER_INVALID");
    expect(code({ validation: Number.NaN })).toBe("PARAMETER_INVALID");
    expect(code({ method: "stratified" })).toBe("PARAMETER_INVALID");
    expect(code({ method: "stratified", stratifyBy: "grup" })).toBe("COLUMN_MISSING");
    expect(code({}, 2)).toBe("TOO_FEW_ROWS");
    expect(code({ validation: 0.9 }, 1)).toBe("TOO_FEW_ROWS");
    expect(code({}, 0)).toBe("TOO_FEW_ROWS");
  });
});
