import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnOfSeries } from "../table/column-of.ts";
import {
  agreementMetrics,
  bootstrapMetric,
  calibration,
  calibrationError,
  furtherBinaryMetrics,
  furtherMulticlassMetrics,
  furtherRegressionMetrics,
  type Metric,
  maxError,
  metricNames,
  pinballLoss,
  rankingMetrics,
  sliceRows,
  topKAccuracy,
} from "./index.ts";

type Numbers = Record<string, number>;
type Mean = { value: number; interval: [number, number] };
interface Scored {
  readonly labels: number[];
  readonly weights: number[];
  readonly values: Numbers;
  readonly weighted: Numbers;
}
const { further } = JSON.parse(readFileSync(new URL("./__golden__/metrics.json", import.meta.url), "utf8")) as {
  further: {
    multiclass: Scored & { probabilities: number[][]; variances: Numbers };
    binary: Scored & { scores: number[] };
    regression: { actual: number[]; predicted: number[]; weights: number[]; max_error: number; pinball: Record<string, [number, number]> };
    ranking: { relevance: number[]; scores: number[]; queries: number[]; n: number } & Record<"3" | "10", Record<string, Mean>>;
  };
};

function close(actual: number | null | undefined, expected: number, tolerance = 1e-12): void {
  const error = Math.abs((actual ?? Number.NaN) - expected);
  expect(error <= tolerance * Math.max(1e-3, Math.abs(expected)), `${actual} is not ${expected}`).toBe(true);
}
const halfOf = (metric: Metric | undefined) => ((metric?.interval?.[1] as number) - (metric?.interval?.[0] as number)) / 2;

describe("equal to scikit-learn", () => {
  test("several classes, also with weights; delta intervals as by moving each row's weight", () => {
    const { labels, probabilities, weights, values, weighted, variances } = further.multiclass;
    const input = { labels: Int32Array.from(labels), probabilities: probabilities.map((column) => Float64Array.from(column)) };
    const plain: Record<string, Metric> = furtherMulticlassMetrics(input);
    const heavy: Record<string, Metric> = furtherMulticlassMetrics(input, { sampleWeight: Float64Array.from(weights) });
    expect(Object.keys(plain).sort()).toEqual([...metricNames("multiclass", { further: true })].sort());
    for (const name of Object.keys(values)) {
      close(plain[name]?.value, values[name] as number);
      close(heavy[name]?.value, weighted[name] as number);
      expect(plain[name]?.interval?.[0]).toBeLessThan(values[name] as number);
    }
    for (const [name, variance] of Object.entries(variances)) close(halfOf(plain[name]), 1.959963984540054 * Math.sqrt(variance), 1e-4);
  });
  test("two classes, also with weights", () => {
    const { labels, scores, weights, values, weighted } = further.binary;
    const input = { labels: Uint8Array.from(labels), scores: Float64Array.from(scores) };
    const sampleWeight = Float64Array.from(weights);
    const plain: Record<string, Metric> = furtherBinaryMetrics(input);
    const heavy: Record<string, Metric> = furtherBinaryMetrics(input, { sampleWeight });
    expect(Object.keys(plain).sort()).toEqual([...metricNames("binary", { further: true })].sort());
    for (const name of Object.keys(values)) {
      close(plain[name]?.value, values[name] as number);
      close(heavy[name]?.value, weighted[name] as number);
    }
    close(calibration(input.labels, input.scores).ece, values["ece"] as number);
    expect(calibrationError(input.labels, input.scores, { seed: 1 })).toEqual(calibrationError(input.labels, input.scores, { seed: 1 }));
    const quantile = { strategy: "quantile", bins: 5 } as const;
    close(calibrationError(input.labels, input.scores, quantile).value, calibration(input.labels, input.scores, quantile).ece as number);
  });
  test("numbers", () => {
    const { actual, predicted, weights, max_error, pinball } = further.regression;
    const input = { actual: Float64Array.from(actual), predicted: Float64Array.from(predicted) };
    const metrics = furtherRegressionMetrics(input);
    expect(Object.keys(metrics)).toEqual(metricNames("regression", { further: true }));
    close(metrics.max_error.value, max_error);
    for (const [quantile, [plain, weighted]] of Object.entries(pinball)) {
      close(pinballLoss(input, Number(quantile)).value, plain);
      close(pinballLoss(input, Number(quantile), { sampleWeight: Float64Array.from(weights) }).value, weighted);
    }
  });
  test.each([3, 10] as const)("ranking of many queries, the first %i places", (k) => {
    const { relevance, scores, queries, n } = further.ranking;
    const metrics = rankingMetrics({ relevance: Float64Array.from(relevance), scores: Float64Array.from(scores), queries }, { k });
    for (const [name, metric] of Object.entries(metrics)) {
      const expected = further.ranking[`${k}`][name] as Mean;
      expect(metric.n).toBe(n);
      close(metric.value, expected.value);
      close(metric.interval?.[0], expected.interval[0]);
      close(metric.interval?.[1], Math.min(1, expected.interval[1]));
    }
  });
});

describe("undefined is null with a reason", () => {
  test.each<[string, Metric, RegExp]>([
    ["MCC of one class", agreementMetrics({ labels: Int32Array.of(0, 0), calls: Int32Array.of(0, 1), classes: 2 }).mcc, /one class/],
    [
      "kappa of one class",
      agreementMetrics({ labels: Int32Array.of(1, 1), calls: Int32Array.of(1, 1), classes: 2 }).cohen_kappa,
      /one class/,
    ],
    ["no rows", agreementMetrics({ labels: Int32Array.of(-1), calls: Int32Array.of(1), classes: 2 }).micro_f1, /no rows/],
    [
      "no weight",
      topKAccuracy({ labels: Int32Array.of(0), probabilities: [Float64Array.of(1)] }, 1, { sampleWeight: Float64Array.of(0) }),
      /weights/,
    ],
    ["ECE of scores", calibrationError(Uint8Array.of(1), Float64Array.of(7)), /no probabilities/],
    ["ECE of nothing", calibrationError(new Uint8Array(), new Float64Array()), /no rows/],
    ["largest error of nothing", maxError({ actual: Float64Array.of(Number.NaN), predicted: Float64Array.of(1) }), /no rows/],
    ["pinball of nothing", pinballLoss({ actual: new Float64Array(), predicted: new Float64Array() }), /no rows/],
    ["irrelevant rows", rankingMetrics({ relevance: Float64Array.of(0), scores: Float64Array.of(1) }).ndcg, /no row is relevant/],
    [
      "classes that do not occur",
      furtherMulticlassMetrics({ labels: Int32Array.of(0), probabilities: [Float64Array.of(1), Float64Array.of(0)] }).auc_ovr_weighted,
      /class 0: no row is negative/,
    ],
  ])("%s", (_, metric, reason) => {
    expect(metric).toMatchObject({ value: null, interval: null, reason: expect.stringMatching(reason) });
  });
  test("a value may be without an interval", () => {
    const one = rankingMetrics({ relevance: Float64Array.of(1, 0), scores: Float64Array.of(2, 1) });
    expect(one.ndcg).toMatchObject({ value: 1, n: 1, interval: null, reason: "one query has no spread" });
    expect(maxError({ actual: Float64Array.of(1), predicted: Float64Array.of(3) })).toMatchObject({
      value: 2,
      reason: "an extreme has no interval",
    });
    const right = agreementMetrics({ labels: Int32Array.of(0, 1), calls: Int32Array.of(0, 1), classes: 2 });
    expect(right.mcc).toMatchObject({ value: 1, interval: null, reason: expect.stringMatching(/fall alike/) });
  });
});

test("wrong input is named", () => {
  const probabilities = [Float64Array.of(1), Float64Array.of(0)];
  expect(() => topKAccuracy({ labels: Int32Array.of(0), probabilities }, 0)).toThrow(/k is not valid/);
  expect(() => topKAccuracy({ labels: Int32Array.of(5), probabilities }, 1)).toThrow(/code below 2/);
  expect(() => pinballLoss({ actual: Float64Array.of(1), predicted: Float64Array.of(1) }, 1)).toThrow(/quantile/);
  expect(() => rankingMetrics({ relevance: Float64Array.of(-1), scores: Float64Array.of(1) })).toThrow(/relevance/);
  expect(() => calibrationError(Uint8Array.of(1), Float64Array.of(1), { bins: 0 })).toThrow(/bins/);
  expect(() => bootstrapMetric(3, () => 1, { resamples: 1 })).toThrow(/resamples/);
  expect(() => agreementMetrics({ labels: Int32Array.of(0), calls: Int32Array.of(2), classes: 2 })).toThrow(/calls/);
});

test("a bootstrap is null where most resamples are undefined", () => {
  const metric = bootstrapMetric(2, (rows) => (rows[0] === 0 && rows[1] === 1 ? 5 : null), { resamples: 100 });
  expect(metric).toMatchObject({ value: 5, interval: null, reason: "undefined on most resamples" });
});

test("slices by value, by quarters of many numbers, and of what is missing", () => {
  expect(sliceRows(columnOfSeries([true, false, true])).map(({ value, rows }) => [value, rows.length])).toEqual([
    [true, 2],
    [false, 1],
  ]);
  const numbers = Array.from({ length: 100 }, (_, i) => (i === 7 ? null : i));
  expect(sliceRows(columnOfSeries(numbers)).map(({ value, rows }) => [value, rows.length])).toEqual([
    ["[−∞, 25.5)", 25],
    ["[25.5, 50)", 24],
    ["[50, 74.5)", 25],
    ["[74.5, ∞)", 25],
    [null, 1],
  ]);
  expect(sliceRows(columnOfSeries(["a", "b", "a", "c"]), { most: 1 })).toHaveLength(1);
});

test("properties: agreement within its bounds, slices part the rows", () => {
  const codes = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(codes, (rows) => {
      const labels = Int32Array.from(rows, ([label]) => label);
      const metrics = agreementMetrics({ labels, calls: Int32Array.from(rows, ([, call]) => call), classes: 3 });
      for (const { value, interval } of Object.values(metrics)) {
        if (value !== null) expect(value >= -1 - 1e-12 && value <= 1 + 1e-12).toBe(true);
        if (interval !== null) expect(interval[0] <= interval[1]).toBe(true);
      }
      const slices = sliceRows(columnOfSeries([...labels]));
      expect(slices.flatMap((slice) => [...slice.rows]).sort((a, b) => a - b)).toEqual([...labels.keys()]);
    }),
    { numRuns: 100 },
  );
});
