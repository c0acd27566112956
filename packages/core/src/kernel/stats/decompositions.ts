import { DataError } from "@mlops/models/errors";
import { EigenvalueDecomposition, LuDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";

function matrixOf(values: Float64Array, rows: number, columns: number): Matrix {
  const matrix = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) matrix.set(i, j, values[i * columns + j] as number);
  return matrix;
}

function flat(matrix: Matrix): Float64Array {
  return Float64Array.from({ length: matrix.rows * matrix.columns }, (_, i) =>
    matrix.get(Math.floor(i / matrix.columns), i % matrix.columns),
  );
}

export interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  /** n × n, row by row: row k is the unit eigenvector of value k, its largest component positive. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric n × n matrix (row by row), for small n (up to some hundreds).
 * @example [...symmetricEigen(Float64Array.of(2, 0, 0, 3), 2).values] // => [3, 2]
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  const evd = new EigenvalueDecomposition(matrixOf(withoutDust(a), n, n), { assumeSymmetric: true });
  const order = evd.realEigenvalues
    .map((_, k) => k)
    .sort((i, j) => (evd.realEigenvalues[j] as number) - (evd.realEigenvalues[i] as number));
  const vectors = new Float64Array(n * n);
  for (const [row, k] of order.entries()) {
    const vector = evd.eigenvectorMatrix.getColumn(k);
    const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    for (let i = 0; i < n; i++) vectors[row * n + i] = (vector[i] as number) * (largest < 0 ? -1 : 1);
  }
  return { values: Float64Array.from(order, (k) => evd.realEigenvalues[k] as number), vectors };
}

/** Elements too small to change an eigenvalue become 0: the squares of denormal ones would lose all their digits on the way and end in NaN. */
function withoutDust(a: Float64Array): Float64Array {
  let most = 0;
  for (const value of a) if (Math.abs(value) > most) most = Math.abs(value);
  return a.some((value) => value !== 0 && Math.abs(value) < 1e-150 * most)
    ? a.map((value) => (Math.abs(value) < 1e-150 * most ? 0 : value))
    : a;
}

export interface SingularValues {
  /** rows × k, row by row, k = min(rows, columns). */
  readonly u: Float64Array;
  /** Descending, k values. */
  readonly s: Float64Array;
  /** columns × k, row by row: `A = U·diag(s)·Vᵀ`. */
  readonly v: Float64Array;
}

/** Thin singular value decomposition of a rows × columns matrix (row by row). @example [...singularValues(Float64Array.of(3, 4), 1, 2).s] // => [5] */
export function singularValues(a: Float64Array, rows: number, columns: number): SingularValues {
  const svd = new SingularValueDecomposition(matrixOf(a, rows, columns), { autoTranspose: true });
  const k = Math.min(rows, columns);
  return {
    u: flat(svd.leftSingularVectors.subMatrix(0, rows - 1, 0, k - 1)),
    s: Float64Array.from(svd.diagonal.slice(0, k)),
    v: flat(svd.rightSingularVectors.subMatrix(0, columns - 1, 0, k - 1)),
  };
}

/**
 * The x with `A·x = b` for a square matrix (row by row), by LU with pivoting.
 * @throws DataError `VALUE_INVALID` where A is singular
 * @example [...solveLinear(Float64Array.of(0, 2, 4, 0), Float64Array.of(2, 4))] // => [1, 1]
 */
export function solveLinear(a: Float64Array, b: Float64Array): Float64Array {
  const lu = new LuDecomposition(matrixOf(a, b.length, b.length));
  if (lu.isSingular()) {
    throw new DataError({ code: "VALUE_INVALID", what: "the matrix", detail: "it is singular", hint: "remove columns that repeat others" });
  }
  return Float64Array.from(lu.solve(Matrix.columnVector(b)).to1DArray());
}
