import { describe, expect, it } from "vitest";
import type { Estimator } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import type { Backend } from "../wasm/machine.ts";
import { ElasticNet, Lasso } from "./elastic-net.ts";
import { LinearRegression, Ridge } from "./linear-regression.ts";
import { LogisticRegression } from "./logistic-regression.ts";
import { PoissonRegression } from "./poisson-regression.ts";

/** Enough rows that solvers start from a sample, not a multiple of the rows of a block. */
const ROWS = 70_001;

const random = new Random("many rows");
const columns = [2, 1000, 0].map((centre) => Float64Array.from({ length: ROWS }, () => centre + random.normal()));
const x: Matrix = { rows: ROWS, names: ["a", "b", "c"], columns };
const score = (row: number): number =>
  ((columns[0] as Float64Array)[row] as number) - 2 + 0.5 * ((columns[2] as Float64Array)[row] as number);
const noise = Float64Array.from({ length: ROWS }, () => random.normal());
const sampleWeight = Float64Array.from({ length: ROWS }, () => random.int(4));

function targetOf(kind: "numbers" | "counts" | 2 | 3): Target {
  const values = Float64Array.from({ length: ROWS }, (_, row) => score(row) + (noise[row] as number));
  if (kind === "numbers") return { kind: "regression", values };
  if (kind === "counts") return { kind: "regression", values: values.map((value) => Math.max(0, Math.round(value + 1))) };
  const codes = Int32Array.from(values, (value) => Math.max(0, Math.min(kind - 1, Math.floor(value + kind / 2))));
  return { kind: "classification", codes, classes: Array.from({ length: kind }, (_, k) => k) };
}

const makers: readonly (readonly [string, (backend: Backend) => Estimator, Parameters<typeof targetOf>[0]])[] = [
  ["least squares", (backend) => new LinearRegression({ backend }), "numbers"],
  ["ridge", (backend) => new Ridge({ backend }), "numbers"],
  ["lasso", (backend) => new Lasso({ alpha: 0.01, backend }), "numbers"],
  ["elastic net", (backend) => new ElasticNet({ alpha: 0.01, backend }), "numbers"],
  ["Poisson regression", (backend) => new PoissonRegression({ alpha: 0, backend }), "counts"],
  ["logistic regression", (backend) => new LogisticRegression({ backend }), 2],
  ["multinomial logistic regression", (backend) => new LogisticRegression({ backend }), 3],
];

describe.each(makers)("%s of many rows", (_, make, kind) => {
  const y = targetOf(kind);

  it("has the same bits by WebAssembly and by TypeScript, with weights and without", () => {
    for (const options of [{}, { sampleWeight }]) {
      const [wasm, js] = (["wasm", "js"] as const).map((backend) => JSON.stringify(make(backend).fit(x, y, options)));
      expect(wasm).toBe(js);
    }
  });

  it("finds the same where sorted rows mislead a sample", () => {
    const order = [...(columns[2] as Float64Array).keys()].sort(
      (a, b) => ((columns[2] as Float64Array)[a] as number) - ((columns[2] as Float64Array)[b] as number),
    );
    // column b leaps where no sampled row is: only a pass over all rows tells where it lies
    const leaping = columns.map((column, f) =>
      Float64Array.from(order, (row, at) => (column[row] as number) + (f === 1 && at % 1111 === 500 ? 1e7 : 0)),
    );
    const sorted = { ...x, columns: leaping };
    const target: Target =
      y.kind === "regression"
        ? { ...y, values: Float64Array.from(order, (row) => y.values[row] as number) }
        : { ...y, codes: Int32Array.from(order, (row) => y.codes[row] as number) };
    const reversed = { ...x, columns: leaping.map((column) => column.slice().reverse()) };
    const back: Target =
      target.kind === "regression"
        ? { ...target, values: target.values.slice().reverse() }
        : { ...target, codes: target.codes.slice().reverse() };
    const flat = (matrix: Matrix, values: Target): number[] =>
      [make("auto").fit(matrix, values).toJSON()["coefficients"]].flat(2) as number[];
    const there = flat(sorted, target);
    for (const [f, value] of flat(reversed, back).entries()) expect(value).toBeCloseTo(there[f] as number, 9);
  });
});
