import { targetOf } from "@mlops/core/estimator";
import { Random } from "@mlops/core/stats";
import { makeTable } from "@mlops/core/table";
import { CrossValidationConfig } from "@mlops/models";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldColumns, planFolds } from "./fold-plan.ts";
import { type Fold, groupedFolds, plainFolds, stratifiedFolds, timeFolds } from "./split-folds.ts";

const all = (folds: readonly Fold[]) => folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b);

describe("folds", () => {
  it("predict each row once, by the others, in parts that differ by one row", () => {
    const folds = plainFolds(11, 3, 7);
    expect(all(folds)).toEqual(Array.from({ length: 11 }, (_, row) => row));
    expect(folds.map(({ test }) => test.length).sort()).toEqual([3, 4, 4]);
    for (const { train, test } of folds) expect([...train, ...test].sort((a, b) => a - b)).toEqual(all(folds));
    expect(plainFolds(11, 3, 7)).toEqual(folds);
    expect(plainFolds(11, 3, 8)).not.toEqual(folds);
  });

  it("hold each class evenly", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 40, maxLength: 80 }),
        (k, drawn) => {
          const codes = Int32Array.from([...drawn, ...new Array(18).fill(0).map((_, i) => i % 3)]);
          const folds = stratifiedFolds(codes, ["a", "b", "c"], k, 1);
          expect(all(folds)).toHaveLength(codes.length);
          for (const code of [0, 1, 2]) {
            const counts = folds.map(({ test }) => test.filter((row) => codes[row] === code).length);
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it("keep groups together", () => {
    const random = new Random(2);
    const groups = Array.from({ length: 100 }, () => `g${random.int(9)}`);
    const folds = groupedFolds(groups, 3, 1);
    expect(all(folds)).toHaveLength(100);
    for (const { train, test } of folds) {
      const own = new Set(Array.from(test, (row) => groups[row]));
      expect(Array.from(train).filter((row) => own.has(groups[row]))).toEqual([]);
      expect(test.length).toBeGreaterThan(20);
    }
    expect(() => groupedFolds(["a", "a", "b"], 3, 1)).toThrow(
      expect.objectContaining({ code: "TOO_FEW_ROWS", hint: "there are 2 groups for 3 folds: lower folds" }),
    );
  });

  it("predict from the past only, rows of one moment together", () => {
    const times = Float64Array.of(5, 1, 2, 2, 3, 4, 4, 6, 0);
    const folds = timeFolds(times, 2);
    expect(folds.map(({ test }) => test.length)).toEqual([3, 2]);
    for (const { train, test } of folds)
      expect(Math.max(...Array.from(train, (row) => times[row] as number))).toBeLessThan(
        Math.min(...Array.from(test, (row) => times[row] as number)),
      );
    expect(() => timeFolds(Float64Array.of(1, 1, 1, 2), 3)).toThrow(
      expect.objectContaining({ code: "TOO_FEW_ROWS", fields: expect.objectContaining({ actual: 2, needed: 4 }) as object }),
    );
  });
});

describe("planFolds", () => {
  const raw = makeTable({
    shop: ["a", "a", "b", "b", "c", "c"],
    day: ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"],
    gap: [1, null, 2, 3, 4, 5],
    at: [0, 1, 2, 3, 4, 5].map((day) => new Date(day * 86_400_000)),
  });
  const classes = targetOf(["x", "y", "x", "y", "x", "y"]);
  const numbers = targetOf([0.5, 1, 2, 3, 4, 5], { kind: "regression" });
  const plan = (config: object, y = classes) => planFolds(CrossValidationConfig.parse({ folds: 2, ...config }), raw, y, 0);

  it("takes the method that columns and target ask for", () => {
    expect(plan({}).method).toBe("stratified");
    expect(plan({}, numbers).method).toBe("plain");
    expect(plan({ groupBy: "shop" }).method).toBe("grouped");
    expect(plan({ timeBy: "day" }).folds.map(({ test }) => [...test])).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(plan({ timeBy: "at" }).folds).toEqual(plan({ timeBy: "day" }).folds);
    expect(plan({ groupBy: "at" }).method).toBe("grouped");
    expect(foldColumns(CrossValidationConfig.parse({ timeBy: "day" }))).toEqual(["day"]);
    expect(foldColumns(undefined)).toEqual([]);
  });

  it.each<[string, object, typeof classes, string, RegExp]>([
    ["fewer rows than folds", { folds: 7, method: "plain" }, numbers, "TOO_FEW_ROWS", /6 rows are too few; 7/],
    ["a class with fewer rows than folds", { folds: 4 }, classes, "TOO_FEW_ROWS", /3 rows are too few; 4/],
    ["numbers by class", { method: "stratified" }, numbers, "PARAMETER_INVALID", /no classes to stratify by/],
    ["a missing moment", { timeBy: "gap" }, numbers, "VALUE_INVALID", /"gap".*a missing value in row 1/],
    ["a column that is not there", { groupBy: "store" }, numbers, "COLUMN_MISSING", /"store"/],
    [
      "a class that comes later",
      { timeBy: "day" },
      targetOf(["x", "x", "x", "x", "y", "y"]),
      "VALUE_INVALID",
      /class "y" has no row in the training part of fold 1/,
    ],
  ])("refuses %s", (_, config, y, code, message) => {
    expect(() => plan(config, y)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }));
  });
});
