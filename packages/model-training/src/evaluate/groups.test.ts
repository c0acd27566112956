import { aq, makeTable } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { evaluateGroups, rowsByGroup } from "./groups.ts";
import type { Outcome } from "./outcome.ts";

const groups = (values: unknown[]) => [...rowsByGroup(aq.table({ g: values }), "g")].map(([key, rows]) => [key, [...rows]]);

describe("rowsByGroup", () => {
  it("orders numbers by size and texts by code unit, missing values last", () => {
    expect(groups([10, 9, null, 10, -1])).toEqual([
      ["-1", [4]],
      ["9", [1]],
      ["10", [0, 3]],
      ["(missing)", [2]],
    ]);
    expect(groups(["b", "B", undefined, "a"]).map(([key]) => key)).toEqual(["B", "a", "b", "(missing)"]);
    expect(groups([true, false, true]).map(([key]) => key)).toEqual(["false", "true"]);
  });

  it("keeps a text that looks like the missing group apart from it", () => {
    expect(groups(["(missing)", null])).toEqual([
      ["(missing)", [0]],
      ["(missing value)", [1]],
    ]);
  });

  it("writes dates as instants", () => {
    expect(groups([new Date(86_400_000), new Date(0)]).map(([key]) => key)).toEqual([
      "1970-01-01T00:00:00.000Z",
      "1970-01-02T00:00:00.000Z",
    ]);
  });

  it("says which columns there are", () => {
    expect(() => rowsByGroup(aq.table({ year: [1] }), "yaer")).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  });
});

describe("evaluateGroups", () => {
  const table = makeTable({ year: [2016, 2017, 2016, 2017] });
  const outcomes: Outcome[] = [
    { kind: "regression", actual: Float64Array.of(1, 2, 3, 4), predicted: Float64Array.of(1, 2, 4, 6) },
    { kind: "binary", labels: Int32Array.of(1, 0, -1, 1), scores: Float64Array.of(0.9, 0.2, 0.4, 0.1) },
    {
      kind: "multiclass",
      labels: Int32Array.of(0, 1, 2, 2),
      probabilities: [Float64Array.of(0.8, 0.1, 0.1, 0.6), Float64Array.of(0.1, 0.8, 0.1, 0.2), Float64Array.of(0.1, 0.1, 0.8, 0.2)],
    },
  ];

  it("measures each group on its own rows", () => {
    const [regression, binary, multiclass] = outcomes as [Outcome, Outcome, Outcome];
    expect(
      evaluateGroups("later", regression, table, "year").map(({ set, group, metrics }) => [set, group, metrics["mae"]?.value]),
    ).toEqual([
      ["later", "2016", 0.5],
      ["later", "2017", 1],
    ]);
    expect(
      evaluateGroups("later", binary, table, "year").map(({ metrics }) => [metrics["accuracy"]?.value, metrics["accuracy"]?.n]),
    ).toEqual([
      [1, 1],
      [0.5, 2],
    ]);
    expect(evaluateGroups("later", multiclass, table, "year").map(({ metrics }) => metrics["accuracy"]?.value)).toEqual([1, 0.5]);
  });

  it("measures the whole set without a column, and says that an empty set has no rows", () => {
    expect(evaluateGroups("later", outcomes[0] as Outcome, table, undefined)).toMatchObject([
      { set: "later", metrics: { mae: { value: 0.75, n: 4 } } },
    ]);
    const none: Outcome = { kind: "regression", actual: new Float64Array(0), predicted: new Float64Array(0) };
    expect(evaluateGroups("later", none, makeTable({ year: [] }), "year")).toMatchObject([
      { set: "later", metrics: { mae: { value: null, n: 0, reason: "there are no rows" } } },
    ]);
  });
});
