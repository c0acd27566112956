import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../stats/random.ts";
import {
  auc,
  aucDifference,
  binaryMetrics,
  calibration,
  higherIsBetter,
  METRICS,
  type Metric,
  metricNames,
  multiclassMetrics,
  pairedDifference,
  precisionRecallCurve,
  regressionMetrics,
  rocCurve,
} from "./index.ts";

const f64 = (...values: number[]) => Float64Array.from(values);
const u8 = (...values: number[]) => Uint8Array.from(values);
const code = (expected: string) => expect.objectContaining({ code: expected });
const undefinedValue = (reason: string) => expect.objectContaining({ value: null, interval: null, reason });

describe("an undefined metric is null with a reason", () => {
  test("without rows", () => {
    for (const metric of Object.values<Metric>(binaryMetrics({ labels: u8(), scores: f64() })))
      expect(metric).toEqual({ ...undefinedMetricOf(metric), reason: "there are no rows" });
    for (const metric of Object.values<Metric>(multiclassMetrics({ labels: Int32Array.of(-1), probabilities: [f64(1), f64(0)] }))) {
      expect(metric).toMatchObject({ value: null, n: 0, reason: "there are no rows" });
    }
    for (const metric of Object.values<Metric>(regressionMetrics({ actual: f64(Number.NaN), predicted: f64(1) }))) {
      expect(metric).toMatchObject({ value: null, n: 0, reason: "there are no rows" });
    }
  });
  const undefinedMetricOf = (metric: Metric) => ({ value: null, n: 0, interval: null, method: metric.method });

  test("with one class", () => {
    const ones = binaryMetrics({ labels: u8(1, 1), scores: f64(0.2, 0.3) });
    expect(ones.auc).toEqual(undefinedValue("no row is negative"));
    expect(ones.specificity).toEqual(undefinedValue("no row is negative"));
    expect(ones.precision).toEqual(undefinedValue("no row was called positive"));
    expect(ones.f1.value).toBe(0);
    const zeros = binaryMetrics({ labels: u8(0, 0), scores: f64(0.2, 0.3) });
    expect(zeros.auc).toEqual(undefinedValue("no row is positive"));
    expect(zeros.average_precision).toEqual(undefinedValue("no row is positive"));
    expect(zeros.recall).toEqual(undefinedValue("no row is positive"));
    expect(zeros.f1).toEqual(undefinedValue("no row is positive or called positive"));
    expect(aucDifference(u8(1, 1), f64(1, 2), f64(1, 2))).toMatchObject({ value: null, pValue: null, reason: "no row is negative" });
    const three = { labels: Int32Array.of(0, 1, 1), probabilities: [f64(0.8, 0.1, 0.2), f64(0.1, 0.8, 0.7), f64(0.1, 0.1, 0.1)] };
    expect(multiclassMetrics(three).auc_ovr_macro).toEqual(undefinedValue("class 2: no row is positive"));
    expect(multiclassMetrics(three).macro_f1.value).toBe(1);
  });
  test("where scores are no probabilities, ranking metrics remain", () => {
    const metrics = binaryMetrics({ labels: u8(0, 1), scores: f64(-3, 4) });
    expect(metrics.log_loss).toEqual(undefinedValue("the scores are no probabilities (row 0 is -3)"));
    expect(metrics.brier.value).toBe(null);
    expect(metrics.auc.value).toBe(1);
  });
  test("in regression", () => {
    expect(regressionMetrics({ actual: f64(0, 1), predicted: f64(1, 1) }).mape).toEqual(undefinedValue("an actual value is 0"));
    expect(regressionMetrics({ actual: f64(2, 2), predicted: f64(1, 1) }).r2).toEqual(undefinedValue("all actual values are equal"));
    expect(regressionMetrics({ actual: f64(2), predicted: f64(1) }).r2).toEqual(undefinedValue("one row has no spread"));
    const weighted = regressionMetrics({ actual: f64(1, 2), predicted: f64(1, 1) }, { sampleWeight: f64(1, 2) });
    expect(weighted.median_ae).toMatchObject({ value: 1, interval: null, reason: "too few rows for an interval" });
  });
  test("where all weights are 0", () => {
    const sampleWeight = f64(0, 0);
    expect(binaryMetrics({ labels: u8(0, 1), scores: f64(0, 1) }, { sampleWeight }).log_loss).toEqual(undefinedValue("all weights are 0"));
    expect(binaryMetrics({ labels: u8(0, 1), scores: f64(0, 1) }, { sampleWeight }).accuracy.value).toBe(null);
    expect(multiclassMetrics({ labels: Int32Array.of(0, 1), probabilities: [f64(1, 0), f64(0, 1)] }, { sampleWeight }).accuracy).toEqual(
      undefinedValue("all weights are 0"),
    );
    expect(regressionMetrics({ actual: f64(1, 2), predicted: f64(1, 2) }, { sampleWeight }).mae).toEqual(
      undefinedValue("all weights are 0"),
    );
  });
});

describe("an interval that cannot be given is null with a reason", () => {
  test("with perfect separation or one row", () => {
    const perfect = binaryMetrics({ labels: u8(0, 0, 1, 1), scores: f64(0.1, 0.2, 0.8, 0.9) });
    expect(perfect.auc).toMatchObject({
      value: 1,
      interval: null,
      reason: "no score is on the wrong side: the variance cannot be estimated",
    });
    expect(perfect.average_precision).toMatchObject({ value: 1, interval: null });
    expect(perfect.accuracy.interval?.[0]).toBeLessThan(1);
    expect(auc(u8(0, 1), f64(0.1, 0.2))).toMatchObject({ value: 1, interval: null, reason: "a class has one row only" });
    expect(aucDifference(u8(0, 1), f64(0, 1), f64(1, 0))).toMatchObject({ value: 1, interval: null, pValue: null });
    const one = regressionMetrics({ actual: f64(2), predicted: f64(1) });
    expect(one.mae).toMatchObject({ value: 1, interval: null, reason: "one row has no spread" });
    expect(one.rmse).toMatchObject({ value: 1, interval: null });
    expect(one.median_ae).toMatchObject({ value: 1, interval: null, reason: "too few rows for an interval" });
    const alike = multiclassMetrics({ labels: Int32Array.of(0, 0, 1, 1), probabilities: [f64(1, 1, 0, 0), f64(0, 0, 1, 1)] });
    expect(alike.macro_f1).toMatchObject({ value: 1, interval: null });
    expect(alike.auc_ovr_macro).toMatchObject({ value: 1, interval: null });
    expect(multiclassMetrics({ labels: Int32Array.of(0, 1, 1), probabilities: [f64(1, 0, 0), f64(0, 1, 1)] }).auc_ovr_macro.reason).toBe(
      "a class has one row only",
    );
    const lone = regressionMetrics({ actual: f64(1, 2), predicted: f64(1, 3) }, { sampleWeight: f64(1, 1e-300) });
    expect(lone.r2.interval).toBe(null);
  });
});

describe("bad input", () => {
  test("is named with its row", () => {
    expect(() => auc(u8(0, 1), f64(1))).toThrow(code("COLUMN_LENGTH"));
    expect(() => auc(u8(0, 2), f64(1, 1))).toThrow("labels holds a value that is not allowed: row 1 is 2, not 0 or 1");
    expect(() => auc(u8(0, 1), f64(1, Number.NaN))).toThrow("scores holds a value that is not allowed: row 1 is NaN, not a finite number");
    expect(() => auc(u8(0, 1), f64(1, 2), { sampleWeight: f64(1, -1) })).toThrow(code("VALUE_INVALID"));
    expect(() => auc(u8(0, 1), f64(1, 2), { sampleWeight: f64(1) })).toThrow(code("COLUMN_LENGTH"));
    expect(() => auc(u8(0, 1), f64(1, 2), { level: 1 })).toThrow(code("PARAMETER_INVALID"));
    expect(() => binaryMetrics({ labels: u8(0), scores: f64(1) }, { threshold: Number.NaN })).toThrow(code("PARAMETER_INVALID"));
    expect(() => multiclassMetrics({ labels: Int32Array.of(2), probabilities: [f64(1), f64(0)] })).toThrow(code("VALUE_INVALID"));
    expect(() => multiclassMetrics({ labels: Int32Array.of(0), probabilities: [f64(1, 1), f64(0)] })).toThrow(code("COLUMN_LENGTH"));
    expect(() => multiclassMetrics({ labels: Int32Array.of(0), probabilities: [f64(Number.NaN), f64(0)] })).toThrow(code("VALUE_INVALID"));
    expect(() => regressionMetrics({ actual: f64(Number.POSITIVE_INFINITY), predicted: f64(1) })).toThrow(code("VALUE_INVALID"));
    expect(() => regressionMetrics({ actual: f64(1), predicted: f64(Number.NaN) })).toThrow(code("VALUE_INVALID"));
    expect(() => calibration(u8(0), f64(1), { bins: 0 })).toThrow(code("PARAMETER_INVALID"));
    expect(() => pairedDifference(3, () => 1, { resamples: 3 })).toThrow(code("PARAMETER_INVALID"));
  });
  test("with unknown outcomes leaves these rows out", () => {
    const known = binaryMetrics({ labels: u8(0, 1, 1), scores: f64(0.2, 0.7, 0.1) }, { sampleWeight: f64(1, 2, 3) });
    const some = binaryMetrics({ labels: Int32Array.of(0, -1, 1, 1), scores: f64(0.2, 0.9, 0.7, 0.1) }, { sampleWeight: f64(1, 9, 2, 3) });
    expect(some).toEqual(known);
    expect(known.auc.n).toBe(3);
    const regression = regressionMetrics({ actual: f64(1, Number.NaN, 3), predicted: f64(1, 2, 5) });
    expect(regression.mae).toMatchObject({ value: 1, n: 2 });
  });
});

describe("the area under the curve", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 3 })), {
    minLength: 2,
    maxLength: 40,
  });
  test("is the share of pairs in the right order, ties half", () => {
    fc.assert(
      fc.property(rows, (data) => {
        let pairs = 0;
        let right = 0;
        for (const [a, scoreA, weightA] of data) {
          for (const [b, scoreB, weightB] of data) {
            if (a !== 1 || b !== 0) continue;
            pairs += weightA * weightB;
            right += weightA * weightB * (scoreA > scoreB ? 1 : scoreA === scoreB ? 0.5 : 0);
          }
        }
        const { value } = auc(
          Uint8Array.from(data, ([y]) => y),
          Float64Array.from(data, ([, s]) => s),
          { sampleWeight: Float64Array.from(data, ([, , w]) => w) },
        );
        if (pairs === 0) expect(value).toBe(null);
        else expect(value).toBeCloseTo(right / pairs, 12);
      }),
    );
  });
  test("does not change under an increasing transformation, and mirrors under a decreasing one", () => {
    fc.assert(
      fc.property(rows, (data) => {
        const labels = Uint8Array.from(data, ([y]) => y);
        const scores = Float64Array.from(data, ([, s]) => s);
        const plain = auc(labels, scores);
        expect(
          auc(
            labels,
            scores.map((s) => Math.exp(s)),
          ),
        ).toEqual(plain);
        if (plain.value !== null)
          expect(
            auc(
              labels,
              scores.map((s) => -s),
            ).value,
          ).toBeCloseTo(1 - plain.value, 12);
      }),
    );
  });
  test("of the same scores differs by nothing", () => {
    expect(aucDifference(u8(0, 1, 0, 1), f64(1, 2, 3, 4), f64(1, 2, 3, 4))).toEqual({
      value: 0,
      n: 4,
      interval: [0, 0],
      pValue: 1,
      method: "delong",
    });
  });
  test("is exact for many rows, whose order is found by radix", () => {
    const random = new Random(1);
    const labels = Uint8Array.from({ length: 5000 }, () => random.int(2));
    const scores = Float64Array.from(labels, (y) => Math.round(20 * (random.normal() + y)));
    let pairs = 0;
    let right = 0;
    for (let i = 0; i < 5000; i++) {
      if (labels[i] !== 1) continue;
      for (let j = 0; j < 5000; j++) {
        if (labels[j] !== 0) continue;
        pairs++;
        right += (scores[i] as number) > (scores[j] as number) ? 1 : scores[i] === scores[j] ? 0.5 : 0;
      }
    }
    expect(auc(labels, scores).value).toBe(right / pairs);
  });
});

describe("curves", () => {
  test("are thinned to a number of points and keep their ends", () => {
    const random = new Random(2);
    const labels = Uint8Array.from({ length: 3000 }, () => random.int(2));
    const scores = Float64Array.from(labels, (y) => random.normal() + y);
    const roc = rocCurve(labels, scores, { maxPoints: 50 });
    expect(roc.length).toBeLessThanOrEqual(51);
    expect(roc.length).toBeGreaterThan(40);
    expect(roc[0]).toEqual({ x: 0, y: 0, threshold: null });
    expect(roc.at(-1)).toMatchObject({ x: 1, y: 1 });
    const area = roc
      .slice(1)
      .reduce((sum, point, i) => sum + ((point.x - (roc[i]?.x as number)) * (point.y + (roc[i]?.y as number))) / 2, 0);
    expect(area).toBeCloseTo(auc(labels, scores).value as number, 2);
    expect(precisionRecallCurve(labels, scores).length).toBeLessThanOrEqual(201);
  });
  test("are empty where a class is missing", () => {
    expect(rocCurve(u8(1), f64(1))).toEqual([]);
    expect(precisionRecallCurve(u8(0), f64(1))).toEqual([]);
    expect(calibration(u8(), f64())).toEqual({ bins: [], ece: null, n: 0 });
  });
  test("of weighted rows use the weights", () => {
    const sampleWeight = f64(1, 3, 1);
    expect(rocCurve(u8(0, 0, 1), f64(0.1, 0.9, 0.5), { sampleWeight }).map((p) => p.x)).toEqual([0, 0.75, 0.75, 1]);
    expect(precisionRecallCurve(u8(1, 0, 1), f64(0.9, 0.8, 0.1), { sampleWeight: f64(0, 0, 1) }).map((p) => p.y)).toEqual([1, 1]);
  });
  test("calibration error of a calibrated forecast is small, of a wrong one large", () => {
    const random = new Random(3);
    const scores = Float64Array.from({ length: 20_000 }, () => random.uniform());
    const labels = Uint8Array.from(scores, (p) => (random.uniform() < p ? 1 : 0));
    expect(calibration(labels, scores).ece).toBeLessThan(0.015);
    expect(
      calibration(
        labels,
        scores.map((p) => p / 2),
      ).ece,
    ).toBeCloseTo(0.25, 1);
  });
});

describe("intervals cover the truth about as often as they say", () => {
  test("DeLong's, for normal scores", () => {
    const random = new Random(11);
    const truth = 0.7602499389065233; // Φ(1/√2)
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const labels = Uint8Array.from({ length: 120 }, (_, i) => i % 2);
      const scores = Float64Array.from(labels, (y) => random.normal() + y);
      const [low, high] = auc(labels, scores).interval as [number, number];
      if (low <= truth && truth <= high) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.92);
    expect(covered / 400).toBeLessThan(0.98);
  });
});

describe("pairedDifference", () => {
  const random = new Random(5);
  const first = Float64Array.from({ length: 300 }, () => random.normal());
  const second = first.map((x) => x - 0.3 + 0.2 * random.normal());
  const meanGap = (rows: Uint32Array) => rows.reduce((sum, row) => sum + (first[row] as number) - (second[row] as number), 0) / rows.length;
  test("brackets the difference, the same for a seed", () => {
    const result = pairedDifference(300, meanGap, { seed: 1 });
    expect(result).toEqual(pairedDifference(300, meanGap, { seed: 1 }));
    expect(result).not.toEqual(pairedDifference(300, meanGap, { seed: 2 }));
    const [low, high] = result.interval as [number, number];
    expect(result.value).toBeCloseTo(0.3, 1);
    expect(high - low).toBeCloseTo((2 * 1.96 * 0.2) / Math.sqrt(300), 2);
    expect(result.pValue).toBeLessThan(0.01);
  });
  test("of no rows, or of an undefined statistic, is null with a reason", () => {
    expect(pairedDifference(0, () => 1)).toMatchObject({ value: null, reason: "there are no rows" });
    expect(pairedDifference(2, () => null)).toMatchObject({ value: null, reason: "undefined on these rows" });
    let calls = 0;
    expect(pairedDifference(2, () => (calls++ === 0 ? 1 : null))).toMatchObject({
      value: 1,
      interval: null,
      reason: "undefined on most resamples",
    });
  });
});

describe("the table of metrics", () => {
  test("has every metric that is computed, and the direction of each", () => {
    expect(metricNames("binary").sort()).toEqual(Object.keys(binaryMetrics({ labels: u8(0), scores: f64(0) })).sort());
    expect(metricNames("multiclass").sort()).toEqual(
      Object.keys(multiclassMetrics({ labels: Int32Array.of(0), probabilities: [f64(1)] })).sort(),
    );
    expect(metricNames("regression").sort()).toEqual(Object.keys(regressionMetrics({ actual: f64(0), predicted: f64(0) })).sort());
    const lower = Object.keys(METRICS).filter((name) => !higherIsBetter(name));
    expect(lower).toEqual(["log_loss", "brier", "rmse", "mae", "mape", "median_ae", "ece", "max_error", "pinball"]);
  });
  test("names the nearest metric for a slip", () => {
    expect(() => higherIsBetter("rmsee")).toThrow(
      expect.objectContaining({ code: "PARAMETER_INVALID", hint: expect.stringContaining('did you mean "rmse"?') }),
    );
    expect(() => higherIsBetter("toString")).toThrow(expect.objectContaining({ hint: expect.stringMatching(/^metrics: auc,/) }));
  });
});
