import { describe, expect, it } from "vitest";
import { type TruthOptions, truthOf } from "./truth.ts";

const code = (code: string, detail?: RegExp) =>
  expect.objectContaining({ code, ...(detail ? { message: expect.stringMatching(detail) as string } : {}) });
const labels = (series: readonly unknown[], classes: TruthOptions["classes"], missing?: "unknown") => {
  const truth = truthOf(series, { classes, name: "y", ...(missing ? { missing } : {}) });
  return truth.kind === "classification" ? [...truth.labels] : null;
};
const numbers = (series: readonly unknown[], missing?: "unknown") => {
  const truth = truthOf(series, { classes: null, name: "y", ...(missing ? { missing } : {}) });
  return truth.kind === "regression" ? [...truth.actual] : null;
};

describe("labels", () => {
  it("are codes into the classes, whatever their type and order", () => {
    expect(labels(["b", "a", "b"], ["a", "b"])).toEqual([1, 0, 1]);
    expect(labels(["b", "a"], ["b", "a"])).toEqual([0, 1]);
    expect(labels([true, false], [false, true])).toEqual([1, 0]);
    expect(labels([3, 1, 2], [1, 2, 3])).toEqual([2, 0, 1]);
    expect(labels([2n ** 60n, 1n], [1, 2 ** 60])).toEqual([1, 0]);
  });

  it("that the model does not have are named with their row", () => {
    expect(() => labels(["a", "c"], ["a", "b"])).toThrow(code("VALUE_INVALID", /"c" in row 1 is no class/));
    expect(() => labels(["1"], [0, 1])).toThrow(code("VALUE_INVALID", /"1" in row 0/));
    expect(() => labels([new Date(0)], ["a", "b"])).toThrow(code("VALUE_INVALID", /1970-01-01T00:00:00.000Z/));
  });

  it("that are missing are refused, or unknown", () => {
    expect(() => labels(["a", null], ["a", "b"])).toThrow(code("VALUE_INVALID", /"y".*missing value in row 1/));
    expect(() => labels([0, Number.NaN], [0, 1])).toThrow(code("VALUE_INVALID", /missing value in row 1/));
    expect(labels(["a", null, undefined, "b"], ["a", "b"], "unknown")).toEqual([0, -1, -1, 1]);
    expect(labels([Number.NaN, 1], [0, 1], "unknown")).toEqual([-1, 1]);
  });
});

describe("numbers", () => {
  it("are doubles, booleans 0 and 1", () => {
    expect(numbers([1, 2.5])).toEqual([1, 2.5]);
    expect(numbers([true, false])).toEqual([1, 0]);
    expect(numbers([2n ** 60n])).toEqual([2 ** 60]);
  });

  it("that are text, dates or infinite are refused", () => {
    expect(() => numbers(["1"])).toThrow(code("COLUMN_TYPE", /"y" is string/));
    expect(() => numbers([new Date(0)])).toThrow(code("COLUMN_TYPE"));
    expect(() => numbers([1, Number.POSITIVE_INFINITY], "unknown")).toThrow(code("VALUE_INVALID", /Infinity in row 1/));
  });

  it("that are missing are refused, or unknown", () => {
    expect(() => numbers([1, null])).toThrow(code("VALUE_INVALID", /missing value in row 1/));
    expect(numbers([1, null, Number.NaN], "unknown")).toEqual([1, Number.NaN, Number.NaN]);
  });
});
