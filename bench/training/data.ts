import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ClassificationTarget, Matrix } from "@mlops/core/estimator";
import { Random } from "@mlops/core/stats";

/** Columns of the data: 25 of continuous values, a tenth of five of them missing, and five of 20 values each. */
export const WIDTH = 30;

/**
 * Files of doubles in `folder`: `x.columns` (column by column, as our tables are), `x.rows` (row by row, as numpy's arrays are) and `y`
 * (0 or 1), for `rows` rows. Made once.
 */
export function makeData(folder: string, rows: number): string {
  const home = path.join(folder, String(rows));
  if (existsSync(home)) return home;
  const random = new Random(`training ${rows}`);
  const columns = Array.from({ length: WIDTH }, (_, f) =>
    Float64Array.from({ length: rows }, () => (f >= 25 ? random.int(20) : f >= 20 ? Math.exp(random.normal()) : random.normal())),
  );
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const at = (f: number): number => columns[f]?.[row] as number;
    const steps = (at(4) > 0.5 ? 0.8 * at(5) : 0) + (at(26) % 3 === 0 ? 0.5 : 0);
    const score = 1.2 * at(0) + 1.5 * Math.sin(2 * at(1)) + at(2) * at(3) + steps + 0.3 * Math.log(at(20)) * at(6) + 0.1 * (at(25) - 10);
    const u = random.uniform();
    return score + Math.log(u / (1 - u)) > 0 ? 1 : 0;
  });
  for (let f = 7; f < 12; f++)
    for (let row = 0; row < rows; row++) if (random.uniform() < 0.1) (columns[f] as Float64Array)[row] = Number.NaN;
  const byRow = new Float64Array(rows * WIDTH);
  for (const [f, column] of columns.entries()) for (let row = 0; row < rows; row++) byRow[row * WIDTH + f] = column[row] as number;
  const unfinished = `${home}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(path.join(unfinished, "x.columns"), Buffer.concat(columns.map((column) => new Uint8Array(column.buffer))));
  writeFileSync(path.join(unfinished, "x.rows"), new Uint8Array(byRow.buffer));
  writeFileSync(path.join(unfinished, "y"), new Uint8Array(y.buffer));
  renameSync(unfinished, home);
  return home;
}

function doubles(home: string, file: string): Float64Array {
  const bytes = readFileSync(path.join(home, file));
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}

/** The rows that `makeData` wrote. */
export function load(home: string): { x: Matrix; y: ClassificationTarget } {
  const values = doubles(home, "x.columns");
  const rows = values.length / WIDTH;
  const columns = Array.from({ length: WIDTH }, (_, f) => values.subarray(f * rows, (f + 1) * rows));
  const names = columns.map((_, f) => `f${String(f).padStart(2, "0")}`);
  return { x: { rows, names, columns }, y: { kind: "classification", codes: Int32Array.from(doubles(home, "y")), classes: [0, 1] } };
}
