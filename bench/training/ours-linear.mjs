// One process of ours, on the packages as they are built: `ours-linear.mjs <folder> <fits>` prints the CPU seconds of ridge and of logistic regression
// with the largest part of the mean loss's gradient that it reached, as JSON. Before, columns are
// brought to mean 0 and deviation 1, as scikit-learn's solvers want them, and missing values become 0.
import { readFileSync } from "node:fs";
import path from "node:path";
import { LogisticRegression, Ridge } from "@mlops/core/learn";

const WIDTH = 30;
const [folder = "", fits = "1"] = process.argv.slice(2);

function doubles(file) {
  const bytes = readFileSync(path.join(folder, file));
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}

const values = doubles("x.columns");
const y = doubles("y");
const rows = y.length;
const columns = Array.from({ length: WIDTH }, (_, f) => standardised(values.subarray(f * rows, (f + 1) * rows)));
const x = { rows, names: columns.map((_, f) => `f${f}`), columns };
const classes = { kind: "classification", codes: Int32Array.from(y), classes: [0, 1] };

function standardised(column) {
  const known = column.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
  return column.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation));
}

function timed(fit) {
  let cpu = Number.POSITIVE_INFINITY;
  let fitted;
  for (let round = 0; round < Number(fits); round++) {
    const before = process.cpuUsage();
    fitted = fit();
    const { user, system } = process.cpuUsage(before);
    cpu = Math.min(cpu, (user + system) / 1e6);
  }
  return { cpu, fitted };
}

function gradientOf({ coefficients: [b], intercepts }) {
  const residual = new Float64Array(rows).fill(intercepts[0]);
  for (const [f, column] of columns.entries()) for (let row = 0; row < rows; row++) residual[row] += b[f] * column[row];
  for (let row = 0; row < rows; row++) residual[row] = 1 / (1 + Math.exp(-residual[row])) - y[row];
  const parts = columns.map((column, f) => column.reduce((sum, value, row) => sum + value * residual[row], b[f]) / rows);
  return Math.max(...[...parts, residual.reduce((sum, value) => sum + value, 0) / rows].map(Math.abs));
}

const ridge = timed(() => new Ridge({ alpha: 1 }).fit(x, { kind: "regression", values: y }));
const logistic = [1e-5, 1e-10].map((tolerance) => {
  const { cpu, fitted } = timed(() => new LogisticRegression({ tolerance }).fit(x, classes));
  return { cpu, gradient: gradientOf(fitted), how: `tolerance ${tolerance}` };
});
process.stdout.write(
  `${JSON.stringify({ ridge: ridge.cpu, coefficients: [...ridge.fitted.coefficients], logistic, version: process.version })}\n`,
);
