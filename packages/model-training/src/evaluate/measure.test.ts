import { metricNames } from "@mlops/core/metrics";
import { expect, it } from "vitest";
import { curvesOf } from "./curves.ts";
import { defaultMetric, measure } from "./measure.ts";
import type { Outcome } from "./outcome.ts";

const binary: Outcome = { kind: "binary", labels: Int32Array.of(0, 1, 0, 1), scores: Float64Array.of(0.1, 0.4, 0.35, 0.8) };
const multiclass: Outcome = {
  kind: "multiclass",
  labels: Int32Array.of(0, 1, 2),
  probabilities: [Float64Array.of(0.8, 0.2, 0.1), Float64Array.of(0.1, 0.7, 0.1), Float64Array.of(0.1, 0.1, 0.8)],
};
const regression: Outcome = { kind: "regression", actual: Float64Array.of(1, 2, Number.NaN), predicted: Float64Array.of(1, 4, 9) };

it("gives every metric of the task, JSON-safe, without what only experts read", () => {
  for (const outcome of [binary, multiclass, regression]) {
    const metrics = measure(outcome);
    expect(Object.keys(metrics).sort()).toEqual([...metricNames(outcome.kind)].sort());
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
    expect(metrics[defaultMetric(outcome.kind)]?.value).not.toBeNull();
  }
  expect(measure(binary)["accuracy"]).toEqual({ value: 0.75, n: 4, interval: [expect.closeTo(0.3006, 3), expect.closeTo(0.9544, 3)] });
});

it("says why a metric is undefined and leaves unknown rows out", () => {
  expect(measure({ ...binary, labels: Int32Array.of(1, 1, 1, 1) })["auc"]).toMatchObject({
    value: null,
    interval: null,
    reason: expect.any(String),
  });
  expect(measure(regression)["mae"]).toMatchObject({ value: 1, n: 2 });
});

it("draws curves of two classes only, with 200 points at most", () => {
  const rows = 5000;
  const scores = Float64Array.from({ length: rows }, (_, row) => (row + 0.5) / rows);
  const { roc, calibration } = curvesOf({ kind: "binary", labels: Int32Array.from(scores, (_, row) => (row % 3 === 0 ? 1 : 0)), scores });
  expect(roc?.length).toBeLessThanOrEqual(200);
  expect(roc?.[0]).toEqual({ x: 0, y: 0 });
  expect(roc?.at(-1)).toEqual({ x: 1, y: 1 });
  expect(calibration).toHaveLength(10);
  expect(calibration?.[0]).toEqual({ x: expect.closeTo(0.05, 6), y: expect.closeTo(1 / 3, 2), n: 500 });
  expect(curvesOf(multiclass)).toEqual({});
  expect(curvesOf(regression)).toEqual({});
  expect(curvesOf({ ...binary, labels: Int32Array.of(1, 1, 1, 1) }).roc).toEqual([]);
});
