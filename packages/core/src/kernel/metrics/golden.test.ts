import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  aucDifference,
  binaryMetrics,
  calibration,
  confusionCounts,
  type Metric,
  multiclassMetrics,
  precisionRecallCurve,
  regressionMetrics,
  rocCurve,
} from "./index.ts";

type Numbers = Record<string, number>;
type Intervals = Record<string, [number, number]>;
type Curve = [number[], number[]];

const golden = JSON.parse(readFileSync(new URL("./__golden__/metrics.json", import.meta.url), "utf8")) as {
  binary: {
    labels: number[];
    scores: number[];
    other: number[];
    weights: number[];
    counts: number[];
    values: Numbers;
    weighted: Numbers;
    weightedAucVariance: number;
    intervals: Intervals;
    difference: { value: number; interval: [number, number]; pValue: number };
    roc: Curve;
    precisionRecall: Curve;
    uniform: Curve;
    quantile: Curve;
  };
  multiclass: {
    labels: number[];
    probabilities: number[][];
    weights: number[];
    values: Numbers;
    weighted: Numbers;
    variances: Numbers;
    accuracyInterval: [number, number];
    logLossInterval: [number, number];
  };
  regression: { actual: number[]; predicted: number[]; weights: number[]; values: Numbers; weighted: Numbers; intervals: Intervals };
};

function expectClose(actual: ArrayLike<number> | null, expected: ArrayLike<number>, tolerance = 1e-12): void {
  expect(actual?.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i] as number;
    const got = (actual as ArrayLike<number>)[i] as number;
    expect(Math.abs(got - wanted), `${got} is not ${wanted}`).toBeLessThanOrEqual(tolerance * Math.max(1e-3, Math.abs(wanted)));
  }
}

function expectValues(metrics: Record<string, Metric>, expected: Numbers, n: number): void {
  for (const [name, value] of Object.entries(expected)) {
    expectClose([metrics[name]?.value as number], [value]);
    expect(metrics[name]?.n).toBe(n);
  }
}

const halfWidth = (metric: Metric | undefined) => ((metric?.interval?.[1] as number) - (metric?.interval?.[0] as number)) / 2;

describe("binary metrics equal scikit-learn", () => {
  const { binary } = golden;
  const input = { labels: Uint8Array.from(binary.labels), scores: Float64Array.from(binary.scores) };
  const sampleWeight = Float64Array.from(binary.weights);
  const metrics: Record<string, Metric> = binaryMetrics(input);
  test("values", () => {
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(binary.values).sort());
    expectValues(metrics, binary.values, 240);
  });
  test("weighted values, and the weighted area's interval", () => {
    const weighted: Record<string, Metric> = binaryMetrics(input, { sampleWeight });
    expectValues(weighted, binary.weighted, 240);
    expectClose([halfWidth(weighted["auc"])], [1.959963984540054 * Math.sqrt(binary.weightedAucVariance)], 0.01);
  });
  test.each(Object.keys(binary.intervals))("interval of %s", (name) => {
    expectClose(metrics[name]?.interval as [number, number], binary.intervals[name] as [number, number]);
  });
  test("confusion counts", () => {
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusionCounts(input.labels, input.scores);
    expect([truePositives, falsePositives, trueNegatives, falseNegatives]).toEqual(binary.counts);
  });
  test("paired difference of two areas", () => {
    const difference = aucDifference(input.labels, input.scores, Float64Array.from(binary.other));
    expectClose([difference.value as number, difference.pValue as number], [binary.difference.value, binary.difference.pValue], 1e-11);
    expectClose(difference.interval, binary.difference.interval, 1e-11);
  });
  test("curves", () => {
    const roc = rocCurve(input.labels, input.scores, { maxPoints: 1000 });
    expectClose(
      roc.map((point) => point.x),
      binary.roc[0],
    );
    expectClose(
      roc.map((point) => point.y),
      binary.roc[1],
    );
    const precisionRecall = precisionRecallCurve(input.labels, input.scores, { maxPoints: 1000 });
    expectClose(
      precisionRecall.map((point) => point.x),
      binary.precisionRecall[0],
    );
    expectClose(
      precisionRecall.map((point) => point.y),
      binary.precisionRecall[1],
    );
  });
  test.each(["uniform", "quantile"] as const)("calibration by %s bins", (strategy) => {
    const { bins } = calibration(input.labels, input.scores, { bins: 8, strategy });
    expectClose(
      bins.map((bin) => bin.x),
      binary[strategy][0],
    );
    expectClose(
      bins.map((bin) => bin.y),
      binary[strategy][1],
    );
    expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(240);
  });
});

describe("multiclass metrics equal scikit-learn", () => {
  const { multiclass } = golden;
  const input = {
    labels: Int32Array.from(multiclass.labels),
    probabilities: multiclass.probabilities.map((column) => Float64Array.from(column)),
  };
  const metrics: Record<string, Metric> = multiclassMetrics(input);
  test("values", () => {
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(multiclass.values).sort());
    expectValues(metrics, multiclass.values, 150);
    expectValues(multiclassMetrics(input, { sampleWeight: Float64Array.from(multiclass.weights) }), multiclass.weighted, 150);
  });
  test("intervals", () => {
    expectClose(metrics["accuracy"]?.interval as [number, number], multiclass.accuracyInterval);
    expectClose(metrics["log_loss"]?.interval as [number, number], multiclass.logLossInterval);
    for (const name of ["macro_f1", "weighted_f1"]) {
      expectClose([halfWidth(metrics[name])], [1.959963984540054 * Math.sqrt(multiclass.variances[name] as number)], 1e-5);
    }
    expectClose(
      [halfWidth(metrics["auc_ovr_macro"])],
      [1.959963984540054 * Math.sqrt(multiclass.variances["auc_ovr_macro"] as number)],
      0.01,
    );
  });
  test("of two classes have the area and interval of the binary metric", () => {
    const scores = Float64Array.from(golden.binary.scores);
    const labels = Int32Array.from(golden.binary.labels);
    const two = multiclassMetrics({ labels, probabilities: [scores.map((p) => 1 - p), scores] });
    expectClose([two.auc_ovr_macro.value as number], [golden.binary.values["auc"] as number]);
    expectClose(two.auc_ovr_macro.interval as [number, number], golden.binary.intervals["auc"] as [number, number]);
  });
});

describe("regression metrics equal scikit-learn", () => {
  const { regression } = golden;
  const input = { actual: Float64Array.from(regression.actual), predicted: Float64Array.from(regression.predicted) };
  const metrics: Record<string, Metric> = regressionMetrics(input);
  test("values", () => {
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(regression.values).sort());
    expectValues(metrics, regression.values, 120);
    expectValues(regressionMetrics(input, { sampleWeight: Float64Array.from(regression.weights) }), regression.weighted, 120);
  });
  test.each(Object.keys(regression.intervals))("interval of %s", (name) => {
    expectClose(metrics[name]?.interval as [number, number], regression.intervals[name] as [number, number], name === "r2" ? 1e-5 : 1e-12);
  });
});
