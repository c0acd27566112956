import { checkFinite, checkLength, evaluatedRows, invalid, pick } from "./evaluated-rows.ts";
import type { MetricOptions } from "./metric.ts";

export interface MulticlassInput {
  /** Codes 0…K−1; −1 is unknown: such rows are left out. */
  readonly labels: Int32Array;
  /** One array per class, each with a probability per row. */
  readonly probabilities: readonly Float64Array[];
}

/** The rows with a known label, checked. */
export function countingRows({ labels, probabilities }: MulticlassInput, { sampleWeight }: MetricOptions) {
  const classes = probabilities.length;
  for (const [k, column] of probabilities.entries()) checkLength(`probabilities of class ${k}`, column.length, labels.length);
  const { n, rows, weights } = evaluatedRows(labels.length, (row) => (labels[row] as number) < 0, sampleWeight);
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const row = rows === null ? i : (rows[i] as number);
    const code = labels[row] as number;
    if (code >= classes) throw invalid("labels", row, code, `a code below ${classes}`);
    codes[i] = code;
  }
  const columns = probabilities.map((column) => pick(column, rows));
  for (const [k, column] of columns.entries()) checkFinite(`probabilities of class ${k}`, column);
  return { n, codes, columns, weights };
}

/** The class of the highest probability of each row, the first of equal ones. */
export function callsOf(columns: readonly Float64Array[], rows: number): Int32Array {
  const calls = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < columns.length; k++) {
      const p = (columns[k] as Float64Array)[row] as number;
      if (!(p > best)) continue;
      best = p;
      calls[row] = k;
    }
  }
  return calls;
}
