import { METRICS, metricNames } from "@mlops/core/metrics";
import { Random } from "@mlops/core/stats";
import { describe, expect, it } from "vitest";
import { measure } from "../evaluate/measure.ts";
import type { Outcome } from "../evaluate/outcome.ts";
import { metricDifference } from "./metric-difference.ts";
import { rowLosses } from "./row-losses.ts";

const rows = 120;
const random = new Random("difference");
const noise = (scale: number) => Float64Array.from({ length: rows }, () => random.normal() * scale);
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
const signal = noise(1);
const truth = Int32Array.from(signal, (value) => (random.uniform() < sigmoid(3 * value) ? 1 : 0));
const binary = (error: number): Outcome => {
  const errors = noise(error);
  return { kind: "binary", labels: truth, scores: signal.map((value, row) => sigmoid(3 * value + (errors[row] as number))) };
};
const regression = (error: number): Outcome => {
  const errors = noise(error);
  const actual = signal.map((value) => value + 10);
  return { kind: "regression", actual, predicted: actual.map((value, row) => value + (errors[row] as number)) };
};
const multiclass = (error: number): Outcome => {
  const labels = Int32Array.from(signal, (value) => Math.min(2, Math.max(0, Math.round(value + 1))));
  const weights = [0, 1, 2].map((k) => {
    const errors = noise(error);
    return signal.map((value, row) => Math.exp(-((value + 1 - k + (errors[row] as number)) ** 2)));
  });
  const total = signal.map((_, row) => weights.reduce((sum, column) => sum + (column[row] as number), 0));
  return { kind: "multiclass", labels, probabilities: weights.map((column) => column.map((value, row) => value / (total[row] as number))) };
};
const pairs = {
  binary: [binary(0.1), binary(2)],
  multiclass: [multiclass(0.1), multiclass(1)],
  regression: [regression(0.1), regression(1)],
} as const;
const cases = (["binary", "multiclass", "regression"] as const).flatMap((task) =>
  metricNames(task).map((metric) => [metric, task] as const),
);
const options = { level: 0.95, seed: 3 };

describe("metricDifference", () => {
  it.each(cases)("%s of a %s model: the difference of the two, in its interval, better on the better side", (metric, task) => {
    const [good, bad] = pairs[task];
    const { value, interval } = metricDifference(good, bad, metric, options);
    const expected = (measure(good)[metric]?.value as number) - (measure(bad)[metric]?.value as number);
    expect(value).toBeCloseTo(expected, 12);
    const [low, high] = interval as [number, number];
    expect(low).toBeLessThanOrEqual(value as number);
    expect(high).toBeGreaterThanOrEqual(value as number);
    const sign = METRICS[metric].higherIsBetter ? 1 : -1;
    expect(sign * (value as number)).toBeGreaterThan(0);
    expect(metricDifference(good, bad, metric, options)).toEqual({ value, interval });
  });

  it("has the narrower interval the lower the level, and another one for another seed", () => {
    const [good, bad] = pairs.regression;
    const width = (level: number, seed = 3) => {
      const [low, high] = metricDifference(good, bad, "rmse", { level, seed }).interval as [number, number];
      return high - low;
    };
    expect(width(0.5)).toBeLessThan(width(0.99));
    expect(width(0.9, 1)).not.toBe(width(0.9, 2));
  });

  it("is null where the metric is undefined, and ends when it is aborted", () => {
    const zero: Outcome = { kind: "regression", actual: Float64Array.of(0, 1), predicted: Float64Array.of(0, 1) };
    expect(metricDifference(zero, zero, "mape", options)).toEqual({ value: null, interval: null });
    const signal = AbortSignal.abort(new Error("stop"));
    expect(() => metricDifference(...pairs.multiclass, "macro_f1", { ...options, signal })).toThrow("stop");
  });
});

describe("rowLosses", () => {
  it("have the metric as the function of their mean, certain and wrong predictions included", () => {
    const certain: Outcome[] = [
      { kind: "binary", labels: Int32Array.of(1, 0, 1, 0), scores: Float64Array.of(1, 0, 0, 0.5) },
      {
        kind: "multiclass",
        labels: Int32Array.of(0, 1),
        probabilities: [Float64Array.of(1, 1), Float64Array.of(0, 0), Float64Array.of(0, 0)],
      },
    ];
    const byMean: string[] = [];
    for (const outcome of [...certain, ...Object.values(pairs).map(([good]) => good)]) {
      for (const metric of metricNames(outcome.kind)) {
        const losses = rowLosses(outcome, metric);
        if (losses === null) continue;
        byMean.push(`${outcome.kind} ${metric}`);
        const mean = losses.values.reduce((sum, value) => sum + value, 0) / losses.values.length;
        expect(losses.metricOf(mean)).toBeCloseTo(measure(outcome)[metric]?.value as number, 12);
      }
    }
    expect([...new Set(byMean)].sort()).toEqual([
      "binary accuracy",
      "binary brier",
      "binary log_loss",
      "multiclass accuracy",
      "multiclass log_loss",
      "regression mae",
      "regression rmse",
    ]);
  });
});
