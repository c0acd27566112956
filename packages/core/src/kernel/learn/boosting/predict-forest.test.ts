import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { GradientBoosting } from "./gradient-boosting.ts";

function sample(rows: number, seed: number): Matrix {
  const random = new Random(seed);
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
  const value = (f: number): number =>
    random.uniform() < 0.1 ? (odd[random.int(5)] as number) : f === 2 ? random.int(3) : random.normal();
  const columns = Array.from({ length: 4 }, (_, f) => Float64Array.from({ length: rows }, () => (f === 3 ? 1 : value(f))));
  return { rows, names: ["a", "b", "c", "constant"], columns };
}

function target(x: Matrix, classes: number): Target {
  const random = new Random("target");
  const at = (f: number, row: number): number => Math.max(-9, Math.min(9, (x.columns[f] as Float64Array)[row] || 0));
  const values = Float64Array.from({ length: x.rows }, (_, row) => at(0, row) * at(1, row) + at(2, row) + random.normal());
  if (classes === 0) return { kind: "regression", values };
  const codes = Int32Array.from(values, (value) => Math.min(classes - 1, Math.max(0, Math.floor(value + 1))));
  return { kind: "classification", codes, classes: Array.from({ length: classes }, (_, k) => k) };
}

describe.each([0, 2, 4])("predictions of %s classes", (classes) => {
  const x = sample(900, 1);
  const fitted = new GradientBoosting({ iterations: 12 }).fit(x, target(x, classes));
  const predict = (matrix: Matrix): Float64Array[] =>
    fitted.kind === "regression" ? [fitted.predict(matrix)] : fitted.predictProbability(matrix);
  const slice = (matrix: Matrix, begin: number, end: number): Matrix => ({
    ...matrix,
    rows: end - begin,
    columns: matrix.columns.map((column) => column.slice(begin, end)),
  });

  it("are the same for a row alone, for hundreds in TypeScript and for thousands in WebAssembly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 1300 }), fc.integer({ min: 0, max: 1000 }), (rows, seed) => {
        const fresh = sample(rows, seed);
        const all = predict(fresh);
        const hundreds = predict(slice(fresh, 0, 300));
        for (const [k, values] of all.entries()) {
          expect(values).toHaveLength(rows);
          expect(hundreds[k]).toEqual(values.slice(0, 300));
          for (let row = 0; row < rows; row += 41) expect(predict(slice(fresh, row, row + 1))[k]?.[0]).toBe(values[row]);
          expect(predict(slice(fresh, rows - 1, rows))[k]?.[0]).toBe(values[rows - 1]);
        }
      }),
      { numRuns: 25 },
    );
  });
});
