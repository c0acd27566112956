import { ConfigError, DataError } from "@mlops/models/errors";
import { describe, expect, it } from "vitest";
import type { Series } from "../table/column.ts";
import { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "../table/make-column.ts";
import { checkFinite, checkTraining } from "./check-input.ts";
import type { FittedClassifier } from "./estimator.ts";
import type { Matrix } from "./matrix.ts";
import { matrixOf } from "./matrix-of.ts";
import { predictLabels } from "./predict-labels.ts";
import { restoreEstimator } from "./restore-estimator.ts";
import { targetOf } from "./target-of.ts";

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (DataError.isInstance(error) || ConfigError.isInstance(error)) return error.code;
    throw error;
  }
  return "nothing";
}

describe("matrixOf", () => {
  it("shares doubles and converts every other numeric vector, missing as NaN", () => {
    const values = Float64Array.of(1, 2);
    const shared = matrixOf([values, numericColumn(values)], ["a", "b"]);
    expect(shared.columns[0]).toBe(values);
    expect(shared.columns[1]).toBe(values);
    const mixed: Series[] = [
      numericColumn(Int32Array.of(3, 4), Uint8Array.of(0b10)),
      booleanColumn(Uint8Array.of(1, 0)),
      bigIntColumn(BigInt64Array.of(5n, 6n), Uint8Array.of(0b01)),
      Uint8Array.of(7, 8),
      [true, undefined],
      [9n, null],
    ];
    const matrix = matrixOf(mixed, ["a", "b", "c", "d", "e", "f"]);
    expect(matrix.columns.map((column) => [...column])).toEqual([
      [Number.NaN, 4],
      [1, 0],
      [5, Number.NaN],
      [7, 8],
      [1, Number.NaN],
      [9, Number.NaN],
    ]);
    expect(matrixOf([], []).rows).toBe(0);
  });

  it("refuses text, dates, wrong lengths, repeated and surplus names", () => {
    expect(codeOf(() => matrixOf([stringColumn(Int32Array.of(0), ["a"])], ["a"]))).toBe("COLUMN_TYPE");
    expect(codeOf(() => matrixOf([timestampColumn(Float64Array.of(0))], ["a"]))).toBe("COLUMN_TYPE");
    expect(codeOf(() => matrixOf([["x"]], ["a"]))).toBe("COLUMN_TYPE");
    expect(codeOf(() => matrixOf([[new Date(0)]], ["a"]))).toBe("COLUMN_TYPE");
    expect(codeOf(() => matrixOf([[1, 2], [1]], ["a", "b"]))).toBe("COLUMN_LENGTH");
    expect(codeOf(() => matrixOf([[1], [2]], ["a", "a"]))).toBe("COLUMN_DUPLICATE");
    expect(codeOf(() => matrixOf([[1]], ["a", "b"]))).toBe("SIGNATURE_MISMATCH");
  });
});

describe("targetOf", () => {
  it("reads text, booleans and few whole numbers as classes, sorted ascending", () => {
    expect(targetOf(["b", "a", "b"])).toEqual({ kind: "classification", codes: Int32Array.of(1, 0, 1), classes: ["a", "b"] });
    expect(targetOf([true, false])).toMatchObject({ classes: [false, true] });
    expect(targetOf([10, 9, 10])).toMatchObject({ classes: [9, 10] });
    expect(targetOf([1, 2, 3, 1, 2, 3])).toMatchObject({ classes: [1, 2, 3] });
    expect(targetOf(stringColumn(Int32Array.of(1, 0), ["y", "x"]))).toMatchObject({ codes: Int32Array.of(0, 1), classes: ["x", "y"] });
    expect(targetOf(bigIntColumn(BigInt64Array.of(0n, 1n)))).toMatchObject({ classes: [0, 1] });
    expect(targetOf(Float32Array.of(0, 1, 1))).toMatchObject({ kind: "classification", classes: [0, 1] });
  });

  it("reads fractions, and whole numbers of many values, as numbers", () => {
    expect(targetOf([0.5, 1, 2])).toEqual({ kind: "regression", values: Float64Array.of(0.5, 1, 2) });
    expect(targetOf([1, 2, 3, 4]).kind).toBe("regression");
    expect(targetOf(Array.from({ length: 100 }, (_, row) => row % 21)).kind).toBe("regression");
    expect(targetOf(Array.from({ length: 100 }, (_, row) => row % 20)).kind).toBe("classification");
  });

  it("does as it is told", () => {
    expect(targetOf([0, 1, 1], { kind: "regression" }).values).toEqual(Float64Array.of(0, 1, 1));
    expect(targetOf([true, false], { kind: "regression" }).values).toEqual(Float64Array.of(1, 0));
    expect(targetOf([0.5, 1.5], { kind: "classification" }).classes).toEqual([0.5, 1.5]);
    expect(targetOf(["no", "yes"], { positive: "no" })).toMatchObject({ codes: Int32Array.of(1, 0), classes: ["yes", "no"] });
    expect(targetOf(["no", "yes"], { positive: "yes" })).toMatchObject({ classes: ["no", "yes"] });
  });

  it("refuses what cannot be a target", () => {
    expect(codeOf(() => targetOf([]))).toBe("TABLE_EMPTY");
    expect(codeOf(() => targetOf(["a", null]))).toBe("VALUE_INVALID");
    expect(codeOf(() => targetOf([1, Number.NaN]))).toBe("VALUE_INVALID");
    expect(codeOf(() => targetOf([1.5, Number.POSITIVE_INFINITY]))).toBe("VALUE_INVALID");
    expect(codeOf(() => targetOf([1.5, Number.NaN], { kind: "regression" }))).toBe("VALUE_INVALID");
    expect(codeOf(() => targetOf(["a", "b"], { kind: "regression" }))).toBe("COLUMN_TYPE");
    expect(codeOf(() => targetOf(["a", 1]))).toBe("COLUMN_TYPE");
    expect(codeOf(() => targetOf([{}]))).toBe("COLUMN_TYPE");
    expect(codeOf(() => targetOf(timestampColumn(Float64Array.of(0))))).toBe("COLUMN_TYPE");
    expect(codeOf(() => targetOf(["a", "b"], { positive: "c" }))).toBe("PARAMETER_INVALID");
    expect(codeOf(() => targetOf(["a", "b", "c"], { positive: "c" }))).toBe("PARAMETER_INVALID");
  });
});

describe("checkTraining", () => {
  const x: Matrix = { rows: 3, names: ["a"], columns: [Float64Array.of(1, 2, 3)] };
  const classes = ["u", "v", "w"];

  it("refuses a class without weight and a target that is not finite", () => {
    const y = { kind: "classification", codes: Int32Array.of(0, 1, 1), classes } as const;
    expect(() => checkTraining(x, y)).toThrow(/class "w"/);
    expect(codeOf(() => checkTraining(x, { ...y, classes: ["u", "v"] }, { sampleWeight: Float64Array.of(0, 1, 1) }))).toBe("SINGLE_CLASS");
    expect(codeOf(() => checkTraining(x, { kind: "regression", values: Float64Array.of(1, Number.POSITIVE_INFINITY, 0) }))).toBe(
      "VALUE_INVALID",
    );
  });

  it("names the column that holds a value that is not finite", () => {
    expect(() => checkFinite({ ...x, columns: [Float64Array.of(1, Number.NaN, 2)] })).toThrow(/column "a".*missing value in row 1/);
    expect(() => checkFinite({ ...x, columns: [Float64Array.of(1, 2, Number.NEGATIVE_INFINITY)] })).toThrow(/-Infinity in row 2/);
    expect(() => checkFinite(x)).not.toThrow();
  });
});

describe("predictLabels", () => {
  it("takes the first of equal probabilities", () => {
    const fitted = {
      classes: ["a", "b"],
      predictProbability: () => [Float64Array.of(0.5, 0.4, 0.6), Float64Array.of(0.5, 0.6, 0.4)],
    } as unknown as FittedClassifier;
    expect(predictLabels(fitted, { rows: 3, names: [], columns: [] })).toEqual(["a", "b", "a"]);
  });
});

describe("restoreEstimator", () => {
  it("takes the restorer of the name and refuses what has none", () => {
    const fitted = { name: "mean" } as unknown as FittedClassifier;
    expect(restoreEstimator({ name: "mean" }, { mean: () => fitted })).toBe(fitted);
    expect(() => restoreEstimator({ name: "toString" }, { mean: () => fitted })).toThrow(/no restorer for "toString"/);
    for (const json of [{}, null, 3, { name: 4 }]) expect(codeOf(() => restoreEstimator(json, {}))).toBe("BUNDLE_INVALID");
  });
});
