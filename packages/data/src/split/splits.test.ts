import { makeTable } from "@mlops/core/table";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkLeakage } from "./check-leakage.ts";
import { kFold } from "./k-fold.ts";
import { splitTable } from "./split-table.ts";

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);
const people = makeTable({
  id: numbers(100),
  city: numbers(100).map((i) => (i % 9 === 0 ? null : `c${i % 13}`)),
  at: numbers(100).map((i) => new Date(((i * 37) % 50) * 1000)),
  y: numbers(100).map((i) => (i % 4 === 0 ? 1 : 0)),
});
const ids = (table: { array(name: string): unknown }) => table.array("id") as number[];

describe("grouped splits", () => {
  it("keep groups together, every row once, parts near their size, the same by seed", () => {
    const options = { method: "grouped", groupBy: "city", validation: 0.3, test: 0.2 } as const;
    const split = splitTable(people, options);
    const parts = [split.train, split.validation, split.test].map((part) => part as NonNullable<typeof part>);
    expect(parts.flatMap(ids).sort((a, b) => a - b)).toEqual(numbers(100));
    expect(checkLeakage(split, { groupBy: "city" })).toEqual([]);
    const cities = parts.map((part) => new Set<unknown>(part.array("city") as unknown[]));
    expect([...(cities[0] ?? [])].filter((city) => cities[1]?.has(city) || cities[2]?.has(city))).toEqual([]);
    for (const [i, wanted] of [50, 30, 20].entries()) expect(Math.abs((parts[i]?.numRows() ?? 0) - wanted)).toBeLessThanOrEqual(13);
    expect(ids(splitTable(people, options).train)).toEqual(ids(split.train));
    expect(ids(splitTable(people, { ...options, seed: 1 }).train)).not.toEqual(ids(split.train));
    expect(() => splitTable(people, { method: "grouped" })).toThrow(expect.objectContaining({ code: "PARAMETER_INVALID" }));
  });
});

describe("ordered splits", () => {
  it("train on what comes first, and part no instant", () => {
    const split = splitTable(people, { method: "ordered", orderBy: "at", validation: 0.25, test: 0.15 });
    expect(checkLeakage(split, { orderBy: "at" })).toEqual([]);
    expect(split.train.numRows() + (split.validation?.numRows() ?? 0) + (split.test?.numRows() ?? 0)).toBe(100);
    expect(split.train.numRows()).toBe(60);
    const holes = makeTable({ at: [new Date(1), null, new Date(3)] });
    expect(() => splitTable(holes, { method: "ordered", orderBy: "at" })).toThrow(expect.objectContaining({ code: "VALUE_INVALID" }));
  });
});

describe("folds", () => {
  it("validate each row once; strata are dealt evenly, groups stay together", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 7 }),
        fc.nat(50),
        fc.constantFrom({}, { stratifyBy: "y" }, { groupBy: "city" }),
        (folds, seed, by) => {
          const all = kFold(people, { folds, seed, ...by });
          expect(all.flatMap(({ validation }) => ids(validation)).sort((a, b) => a - b)).toEqual(numbers(100));
          for (const { train, validation } of all) {
            expect(train.numRows() + validation.numRows()).toBe(100);
            if ("groupBy" in by) expect(checkLeakage({ train, validation }, { groupBy: "city" })).toEqual([]);
            else expect(Math.abs(validation.numRows() - 100 / folds)).toBeLessThan(1);
            if ("stratifyBy" in by) {
              const ones = (validation.array("y") as number[]).filter((y) => y === 1).length;
              expect(Math.abs(ones - 25 / folds)).toBeLessThanOrEqual(1);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(() => kFold(people, { folds: 1 })).toThrow(expect.objectContaining({ code: "PARAMETER_INVALID" }));
    expect(() => kFold(people, { folds: 101 })).toThrow(expect.objectContaining({ code: "TOO_FEW_ROWS" }));
    expect(() => kFold(people, { groupBy: "y" })).toThrow(expect.objectContaining({ code: "TOO_FEW_ROWS" }));
    expect(() => kFold(people, { groupBy: "y", stratifyBy: "y" })).toThrow(expect.objectContaining({ code: "PARAMETER_INVALID" }));
  });
});

describe("checkLeakage", () => {
  it("finds rows, groups and times in both parts, and columns that give the target away", () => {
    const train = makeTable({ id: [1, 2, 3, 4], x: [1, 2, 3, 4], u: ["a", "b", "c", "d"], t: [1, 5, 3, 4], y: ["no", "no", "yes", "yes"] });
    const test = makeTable({ id: [9, 8], x: [3, 7], u: ["c", "e"], t: [3, 9], y: ["yes", "no"] });
    const leaks = checkLeakage({ train, test }, { target: "y", groupBy: "u", orderBy: "t", exclude: ["id"] });
    expect(leaks.map(({ kind, part, column, count }) => [kind, part, column, count])).toEqual([
      ["duplicate_rows", "test", undefined, 1],
      ["shared_groups", "test", "u", 1],
      ["time_overlap", "test", "t", 2],
      ["revealing_column", "train", "x", 4],
    ]);
    expect(leaks[3]?.message).toBe('"x" alone tells "y" with an AUC of 1');
    expect(() => checkLeakage({ train }, { target: "z" })).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  });
});
