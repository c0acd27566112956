import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { choleskyFactor, choleskySolve, singularValues, solveLinear, symmetricEigen } from "./index.ts";

const golden = JSON.parse(readFileSync(new URL("./__golden__/stats.json", import.meta.url), "utf8")) as Record<
  "cholesky" | "eigen" | "svd" | "lu",
  Record<"a" | "b" | "x" | "factor" | "values" | "s", number[]>
>;

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs((actual[i] as number) - (expected[i] as number))).toBeLessThanOrEqual(tolerance * scale);
}

function product(a: ArrayLike<number>, b: ArrayLike<number>, rows: number, inner: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, cell) => {
    let sum = 0;
    for (let k = 0; k < inner; k++)
      sum += (a[Math.floor(cell / columns) * inner + k] as number) * (b[k * columns + (cell % columns)] as number);
    return sum;
  });
}

function transpose(a: ArrayLike<number>, rows: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, cell) => a[(cell % rows) * columns + Math.floor(cell / rows)] as number);
}

test("Cholesky factor and solution equal numpy's", () => {
  const { a, b, factor, x } = golden.cholesky;
  const l = choleskyFactor(Float64Array.from(a), 6) as Float64Array;
  expectNear(l, factor);
  expectNear(choleskySolve(l, Float64Array.from(b)), x);
});

test("Cholesky is null for a matrix that is not positive definite", () => {
  expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toBe(null);
  expect(choleskyFactor(Float64Array.of(Number.NaN), 1)).toBe(null);
  expect(choleskyFactor(Float64Array.of(0), 1)).toBe(null);
});

test("eigenvalues equal numpy's and the vectors rebuild the matrix", () => {
  const { a, values } = golden.eigen;
  const eigen = symmetricEigen(Float64Array.from(a), 6);
  expectNear(eigen.values, values);
  const scaled = eigen.vectors.map((x, i) => x * (eigen.values[Math.floor(i / 6)] as number));
  expectNear(product(transpose(eigen.vectors, 6, 6), scaled, 6, 6, 6), a);
  for (let k = 0; k < 6; k++) {
    const vector = eigen.vectors.subarray(k * 6, k * 6 + 6);
    expect(Math.max(...vector)).toBe(Math.max(...vector.map(Math.abs)));
  }
});

test.each([
  ["tall", 7, 3],
  ["wide", 3, 7],
])("singular values of a %s matrix equal numpy's and rebuild it", (_, rows, columns) => {
  const a = rows === 7 ? golden.svd.a : transpose(golden.svd.a, 7, 3);
  const { u, s, v } = singularValues(Float64Array.from(a), rows, columns);
  expectNear(s, golden.svd.s);
  const scaled = u.map((x, i) => x * (s[i % 3] as number));
  expectNear(product(scaled, transpose(v, columns, 3), rows, 3, columns), a);
});

test("LU solution equals numpy's, and a singular matrix is refused", () => {
  const { a, b, x } = golden.lu;
  expectNear(solveLinear(Float64Array.from(a), Float64Array.from(b)), x);
  expect(() => solveLinear(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 2))).toThrow(expect.objectContaining({ code: "VALUE_INVALID" }));
});

test("eigenvalues of a matrix with denormal elements are finite", () => {
  const dust = 4.681218398834803e-308;
  const a = Float64Array.of(12, 0, dust, -4.9, 0, 0, 0, 0, dust, 0, 0, -1.9e-308, -4.9, 0, -1.9e-308, 12);
  expectNear(symmetricEigen(a, 4).values, [16.9, 7.1, 0, 0]);
});
