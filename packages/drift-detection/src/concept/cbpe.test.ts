import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Cbpe } from "./cbpe.ts";
import type { EstimatedMetric } from "./expected-metrics.ts";
import { fitIsotonic, isotonicAt } from "./isotonic.ts";

interface Shown {
  readonly actual: string;
  readonly predicted: string;
  readonly percent: number[];
}
interface Estimates {
  readonly needsCalibration: boolean;
  readonly start: number[];
  readonly end: number[];
  readonly metrics: Record<string, Record<"value" | "sampling_error" | "upper_threshold" | "lower_threshold" | "alert", number[]>>;
}
interface Golden {
  readonly reference: Shown;
  readonly analysis: Shown;
  readonly isotonic: [number[], number[]];
  readonly rows500: Estimates;
  readonly rows1000: Estimates;
}
const golden = JSON.parse(readFileSync(new URL("./__golden__/cbpe.json", import.meta.url), "utf8")) as Golden;
const outcomes = ({ actual, predicted, percent }: Shown) => ({
  yTrue: Int8Array.from([...actual], Number),
  yPred: Int8Array.from([...predicted], Number),
  scores: Float64Array.from(percent, (value) => value / 100),
});
const reference = outcomes(golden.reference);
const analysis = outcomes(golden.analysis);

test("isotonic regression as scikit-learn's", () => {
  const fit = fitIsotonic(reference.scores, reference.yTrue);
  const [grid, expected] = golden.isotonic;
  for (const [i, x] of grid.entries()) expect(isotonicAt(fit, x)).toBeCloseTo(expected[i] as number, 12);
});

describe.each([500, 1000] as const)("CBPE on california-housing as NannyML's, windows of %i rows", (windowRows) => {
  const expected = golden[`rows${windowRows}`];
  const fitted = new Cbpe({ windowRows }).fit(reference);
  const windows = fitted.estimate(analysis);
  test("the same windows and the same decision to calibrate", () => {
    expect(fitted.calibrated).toBe(expected.needsCalibration);
    expect(windows.map(({ start }) => start)).toEqual(expected.start);
    expect(windows.map(({ end }) => end - 1)).toEqual(expected.end);
  });
  test.each(Object.keys(expected.metrics))("%s to 1e-6", (name) => {
    const metric = (name === "roc_auc" ? "auc" : name) as EstimatedMetric;
    const of = expected.metrics[name] as Estimates["metrics"][string];
    // NannyML's error of the AUC depends on how a sort leaves tied scores; that of average precision is a bootstrap of 50 without a seed.
    const share = metric === "average_precision" ? 0.7 : metric === "auc" ? 0.01 : 1e-6;
    for (const [k, window] of windows.entries()) {
      const found = window.metrics[metric];
      const error = of.sampling_error[k] as number;
      expect(Math.abs((found?.samplingError ?? Number.NaN) - error)).toBeLessThan(share * error);
      if (found?.value === null) {
        expect([metric, of.value[k]]).toEqual(["precision", 0]); // no row is called positive
        continue;
      }
      expect(Math.abs((found?.value ?? Number.NaN) - (of.value[k] as number))).toBeLessThan(1e-6);
      expect(found?.outside !== null).toBe(Boolean(of.alert[k]));
      expect(Math.abs((fitted.bands[metric]?.low ?? Number.NaN) - (of.lower_threshold[k] as number))).toBeLessThan(1e-6);
      expect(Math.abs((fitted.bands[metric]?.high ?? Number.NaN) - (of.upper_threshold[k] as number))).toBeLessThan(1e-6);
    }
  });
});

test("the same seed gives the same estimates; missing rows are left out", () => {
  const one = new Cbpe({ seed: 3 }).fit(reference).estimate(analysis);
  expect(new Cbpe({ seed: 3 }).fit(reference).estimate(analysis)).toEqual(one);
  const gaps = { yPred: [null, ...analysis.yPred], scores: [0.5, ...analysis.scores] };
  const later = new Cbpe({ seed: 3 }).fit(reference).estimate(gaps);
  expect(later.map(({ start }) => start - 1)).toEqual(one.map(({ start }) => start));
  expect(later.map(({ metrics }) => metrics)).toEqual(one.map(({ metrics }) => metrics));
});

test("wrong input is named", () => {
  expect(() => new Cbpe({ metrics: ["rmse" as never] })).toThrow(/rmse cannot be estimated/);
  expect(() => new Cbpe({ windowRows: 0 })).toThrow(/windowRows/);
  expect(() => new Cbpe().fit({ yTrue: [1.5, 2.5], yPred: [1, 2], scores: [0, 1] })).toThrow(/performance of numbers/);
  expect(() => new Cbpe().fit({ yTrue: [1, 1], yPred: [1, 0], scores: [0, 1] })).toThrow(/one class/);
  expect(() => new Cbpe().fit({ yTrue: [1, 0], yPred: [1, 0], scores: [0, 2] })).toThrow(/no probability/);
  const fitted = new Cbpe({ metrics: ["accuracy"] }).fit(reference);
  expect(() => fitted.estimate({ yPred: [2], scores: [0.5] })).toThrow(/classes 0, 1/);
  expect(fitted.estimate({ yPred: [], scores: [] })).toEqual([]);
  expect(fitted.estimate({ yPred: [1], scores: [0.99] })).toMatchObject([{ n: 1, partial: true }]);
});

test("scores that promise what they keep are not calibrated", () => {
  const scores = Float64Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 1000) / 1000);
  const yTrue = Array.from(scores, (score, i) => (((i * 104729) % 1000) / 1000 < score ? "yes" : "no"));
  const yPred = Array.from(scores, (score) => (score > 0.5 ? "yes" : "no"));
  const fitted = new Cbpe({ metrics: ["accuracy", "recall"] }).fit({ yTrue, yPred, scores });
  const parted = new Cbpe({ metrics: ["accuracy"] }).fit({ yTrue: yPred, yPred, scores });
  expect(parted.calibrated).toBe(false);
  expect(fitted.estimate({ yPred, scores })[0]?.metrics.accuracy?.value).toBeCloseTo(0.75, 1);
});

test("classes may be texts, and either may be the positive one", () => {
  const metrics = ["accuracy", "recall", "specificity", "auc"] as const;
  const numbers = new Cbpe({ metrics }).fit(reference).estimate(analysis);
  const texts = ({ yTrue, yPred, scores }: typeof reference) => ({
    yTrue: Array.from(yTrue, (code) => (code === 1 ? "yes" : "no")),
    yPred: Array.from(yPred, (code) => (code === 1 ? "yes" : "no")),
    scores,
  });
  const [before, now] = [texts(reference), texts(analysis)];
  expect(new Cbpe({ metrics }).fit(before).estimate(now)).toEqual(numbers);
  const turned = (rows: typeof before) => ({ ...rows, scores: rows.scores.map((score) => 1 - score) });
  const swapped = new Cbpe({ metrics, positiveClass: "no" }).fit(turned(before)).estimate(turned(now));
  for (const [k, { metrics: found }] of swapped.entries()) {
    expect(found.recall?.value).toBeCloseTo(numbers[k]?.metrics.specificity?.value as number, 10);
    expect(found.specificity?.value).toBeCloseTo(numbers[k]?.metrics.recall?.value as number, 10);
    expect(found.accuracy?.value).toBeCloseTo(numbers[k]?.metrics.accuracy?.value as number, 10);
    expect(found.auc?.value).toBeCloseTo(numbers[k]?.metrics.auc?.value as number, 10);
  }
});
