import { readFileSync } from "node:fs";
import type { FittedClassifier, Matrix } from "@mlops/core/estimator";
import { compileGraph, type Graph, GraphBuilder } from "@mlops/core/onnx";
import { Random } from "@mlops/core/stats";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CalibratedClassifier, type Calibrators, calibrate } from "./calibrated-classifier.ts";
import type { Calibrator } from "./calibrator.ts";
import { fitIsotonic, IsotonicCalibrator } from "./isotonic.ts";
import { fitPlatt, PlattCalibrator } from "./platt.ts";

interface GoldenCase {
  readonly name: string;
  readonly probabilities: number[];
  readonly positive: number[];
  readonly at: number[];
  readonly platt: number[];
  readonly isotonic: number[];
}

const golden = JSON.parse(readFileSync(new URL("../__golden__/calibration.json", import.meta.url), "utf8")) as { cases: GoldenCase[] };
const rowsOf = ({ probabilities, positive }: Pick<GoldenCase, "probabilities" | "positive">) => ({
  probabilities: Float64Array.from(probabilities),
  positive: Uint8Array.from(positive),
});

/** What the graph of a calibrator gives. */
function byGraph(calibrator: Calibrator, values: readonly number[]): number[] {
  const graph = new GraphBuilder("calibrator");
  graph.output(calibrator.lower(graph, graph.input("p", "double", ["N", 1])), "double", ["N", 1]);
  const compiled = compileGraph(graph.build({ producer: "test", producerVersion: "1" }));
  const [out] = Object.values(compiled.run({ p: { type: "double", shape: [values.length, 1], data: Float64Array.from(values) } }));
  return [...(out as { data: Float64Array }).data];
}

describe.each(golden.cases)("$name", (given) => {
  it("is calibrated as scikit-learn does it", () => {
    const platt = fitPlatt(rowsOf(given));
    const isotonic = fitIsotonic(rowsOf(given));
    for (const [i, p] of given.at.entries()) {
      expect(Math.abs(platt.apply(p) - (given.platt[i] as number))).toBeLessThanOrEqual(1e-5); // scikit-learn's solver stops early
      const edge = 1 / (given.positive.length + 2);
      const bounded = Math.min(1 - edge, Math.max(edge, given.isotonic[i] as number));
      expect(Math.abs(isotonic.apply(p) - bounded)).toBeLessThanOrEqual(1e-12);
    }
  });

  it("is the same in the graph", () => {
    const at = [0, ...given.at, ...given.probabilities, 1];
    for (const calibrator of [fitPlatt(rowsOf(given)), fitIsotonic(rowsOf(given))])
      for (const [i, value] of byGraph(calibrator, at).entries())
        expect(Math.abs(value - calibrator.apply(at[i] as number))).toBeLessThanOrEqual(1e-10);
  });
});

describe("calibrators", () => {
  it("rise, stay within 0 and 1, and agree with their graph, whatever they learned from", () => {
    const rows = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rows, (given) => {
        const data = { probabilities: given.map(([p]) => p), positive: given.map(([, y]) => Number(y)) };
        const at = [0, ...data.probabilities, 1].sort((a, b) => a - b);
        for (const calibrator of [fitPlatt(rowsOf(data)), fitIsotonic(rowsOf(data))]) {
          const out = at.map((p) => calibrator.apply(p));
          const graph = byGraph(calibrator, at);
          for (const [i, value] of out.entries()) {
            expect(value).toBeGreaterThanOrEqual(i === 0 ? 0 : (out[i - 1] as number) - 1e-12);
            expect(value).toBeLessThanOrEqual(1 + 1e-12);
            expect(Math.abs((graph[i] as number) - value)).toBeLessThanOrEqual(1e-6);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("take a weight for so many rows", () => {
    const random = new Random(8);
    const probabilities = Float64Array.from({ length: 80 }, () => random.uniform());
    const positive = Uint8Array.from(probabilities, (p) => (random.uniform() < 0.2 + 0.6 * p * p ? 1 : 0));
    const weights = Float64Array.from(probabilities, () => random.int(4));
    const places = [...weights].flatMap((weight, row) => new Array<number>(weight).fill(row));
    const repeated = {
      probabilities: Float64Array.from(places, (row) => probabilities[row] as number),
      positive: Uint8Array.from(places, (row) => positive[row] as number),
    };
    for (const p of [0.2, 0.4, 0.5, 0.6, 0.8]) {
      expect(fitPlatt({ probabilities, positive, weights }).apply(p)).toBeCloseTo(fitPlatt(repeated).apply(p), 9);
      expect(fitIsotonic({ probabilities, positive, weights }).apply(p)).toBeCloseTo(fitIsotonic(repeated).apply(p), 12);
    }
  });

  it("do not turn the order round", () => {
    const wrong = { probabilities: [0.1, 0.2, 0.8, 0.9], positive: [1, 1, 0, 0] };
    expect(fitPlatt(rowsOf(wrong))).toEqual(new PlattCalibrator(0, 0));
    expect(fitIsotonic(rowsOf(wrong)).toJSON()).toEqual({ method: "isotonic", x: [0.1, 0.9], y: [0.5, 0.5] });
  });

  it("keep at most 512 corners, none closer than 1e-7", () => {
    const random = new Random(3);
    const probabilities = Array.from({ length: 4000 }, () => random.uniform());
    const positive = probabilities.map((p) => Number(p > 0.2 && (p > 0.8 || random.uniform() < p)));
    const dense = fitIsotonic(rowsOf({ probabilities: probabilities.map((p) => 0.5 + p * 1e-6), positive }));
    expect(dense.x.length).toBeGreaterThan(10);
    for (let k = 1; k < dense.x.length; k++) expect((dense.x[k] as number) - (dense.x[k - 1] as number)).toBeGreaterThanOrEqual(0.99e-7);
    const steps = Array.from({ length: 2000 }, (_, i) => i);
    const many = {
      probabilities: steps.flatMap((i) => new Array(4).fill(i / 2000)),
      positive: steps.flatMap((i) => [0, 0, 1, 1].map((v, k) => (i >= 1000 ? 1 - (k === 0 ? 1 : 0) : v))),
    };
    expect(fitIsotonic(rowsOf(many)).x.length).toBeLessThanOrEqual(512);
  });

  it("describe themselves as JSON", () => {
    expect(new PlattCalibrator(2, -1).toJSON()).toEqual({ method: "platt", slope: 2, offset: -1 });
    expect(byGraph(new IsotonicCalibrator([0.5], [0.25]), [0.1, 0.9])).toEqual([0.25, 0.25]);
    expect(new IsotonicCalibrator([0.5], [0.25]).apply(0.7)).toBe(0.25);
  });
});

/** A model that says what its features say. */
function echo(classes: readonly string[]): FittedClassifier {
  return Object.freeze({
    kind: "classification",
    name: "echo",
    features: classes,
    importances: null,
    classes,
    predictProbability: (x: Matrix) => x.columns.map((column) => column.slice()),
    lower: (_: Graph, input: string) => input,
    toJSON: () => ({ name: "echo" }),
  });
}

describe("CalibratedClassifier", () => {
  const halves = (classes: number) =>
    Array.from({ length: classes }, (_, k) => new IsotonicCalibrator([0.2, 0.8], [0, 1 / (k + 1)])) as unknown as Calibrators;

  it.each([2, 3])("of %i classes sums to 1 and is the same in the graph", (count) => {
    const classes = ["a", "b", "c"].slice(0, count);
    const calibrators = count === 2 ? ([new IsotonicCalibrator([0.2, 0.8], [0, 1])] as const) : halves(3);
    const model = new CalibratedClassifier(echo(classes), calibrators);
    const rows =
      count === 2
        ? [
            [0.9, 0.1],
            [0.5, 0.5],
            [0.3, 0.7],
          ]
        : [
            [0.1, 0.1, 0.8],
            [0.2, 0.2, 0.1],
            [0.4, 0.5, 0.1],
          ];
    const columns = classes.map((_, k) => Float64Array.from(rows, (row) => row[k] as number));
    const own = model.predictProbability({ rows: rows.length, names: classes, columns });
    const graph = new GraphBuilder("g");
    graph.output(model.lower(graph, graph.input("x", "double", ["N", count])), "double", ["N", count]);
    const data = Float64Array.from(rows.flat());
    const compiled = compileGraph(graph.build({ producer: "test", producerVersion: "1" }));
    const [out] = Object.values(compiled.run({ x: { type: "double", shape: [rows.length, count], data } }));
    for (let row = 0; row < rows.length; row++) {
      const probabilities = own.map((values) => values[row] as number);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      for (const [k, p] of probabilities.entries()) expect((out as { data: Float64Array }).data[row * count + k]).toBeCloseTo(p, 12);
    }
    if (count === 3) expect(own.map((values) => values[1])).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(model.toJSON()).toMatchObject({
      name: "calibrated",
      base: { name: "echo" },
      calibrators: [{ method: "isotonic" }, ...(count === 3 ? [{}, {}] : [])],
    });
    expect([model.name, model.features, model.importances]).toEqual(["echo", classes, null]);
  });

  it("leaves rows without a prediction without one", () => {
    const gap = [Float64Array.of(Number.NaN, 0.5), Float64Array.of(Number.NaN, 0.5), Float64Array.of(Number.NaN, 0)];
    expect(calibrate(halves(3), gap).map((values) => values[0])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(calibrate([halves(2)[0]], gap.slice(0, 2))[1]?.[0]).toBeNaN();
  });
});
