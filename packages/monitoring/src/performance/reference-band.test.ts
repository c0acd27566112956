import { Random } from "@mlops/core/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MetricCollector, type PerformanceDetails, type ReferenceBand, type Result } from "../index.ts";
import { bandBreaches, referenceBands } from "./reference-band.ts";

const random = new Random(3);

/** Rows of two classes whose score is right to a degree: `skill` 0 is chance. */
function rows(n: number, skill: number, month: number) {
  const labels = Array.from({ length: n }, () => Number(random.uniform() < 0.5));
  return {
    labels,
    scores: labels.map((label) => skill * label + random.normal()),
    calls: labels.map((label) => (random.uniform() < 0.8 ? label : 1 - label)),
    times: labels.map((_, i) => new Date(Date.UTC(2024, month, 1 + (i % 28)))),
  };
}

function collect(parts: ReturnType<typeof rows>[], options: object, reference?: PerformanceDetails): Result {
  const all = { labels: parts.flatMap((part) => part.labels), calls: parts.flatMap((part) => part.calls) };
  const collector = new MetricCollector({ window: { size: "month" }, ...options });
  const times = parts.flatMap((part) => part.times);
  const scores = parts.flatMap((part) => part.scores);
  return collector.collectMetrics(all.labels, all.calls, times, { scores, ...(reference ? { reference } : {}) });
}

const detailsOf = (result: Result) => result.details as unknown as PerformanceDetails;
const reference = detailsOf(collect([rows(600, 2, 0), rows(600, 2.2, 1)], {}));

describe("an alarm without thresholds", () => {
  test("is raised in the window whose whole interval lies below the limit, and in no other", () => {
    const result = collect([rows(600, 2, 0), rows(600, 0.6, 1), rows(600, 2, 2)], {}, reference);
    const { breaches, bands } = detailsOf(result);
    expect(result).toMatchObject({
      status: "warning",
      message: expect.stringMatching(/auc 0\.\d+ in 2024-02 is below the reference's limit 0\.8/),
    });
    expect(breaches).toMatchObject([{ metric: "auc", window: "2024-02", bound: "min", by: "reference", threshold: bands[0]?.limit }]);
    const values = reference.windows.map(({ metrics }) => metrics["auc"]?.value as number);
    const [band] = bands as [ReferenceBand];
    const [low] = band.interval as readonly [number, number];
    expect(band.mean).toBeCloseTo(((values[0] as number) + (values[1] as number)) / 2, 12);
    expect(band.limit).toBe(Math.min(band.mean - Math.max(0.05 * band.mean, 2 * band.spread), low));
  });

  test("is not raised where quality is steady, on few rows, or where it is switched off", () => {
    expect(collect([rows(600, 2, 0), rows(600, 2, 1)], {}, reference).status).toBe("success");
    expect(detailsOf(collect([rows(25, 0, 0)], {}, reference)).breaches).toEqual([]);
    expect(detailsOf(collect([rows(600, 0, 0)], { referenceBand: { enabled: false } }, reference))).toMatchObject({
      bands: [],
      breaches: [],
    });
  });

  test("judges the metrics that are named", () => {
    const { bands } = detailsOf(
      collect([rows(600, 2, 0)], { referenceBand: { metrics: ["accuracy", "log_loss"], margin: 0.1 } }, reference),
    );
    expect(bands.map(({ metric, bound }) => [metric, bound])).toEqual([["accuracy", "min"]]); // these scores are no probabilities: log loss is undefined
  });

  test("what was normal among the reference's own windows is none", () => {
    const uneven = detailsOf(collect([rows(600, 2, 0), rows(600, 0.6, 1)], {}));
    expect(detailsOf(collect([rows(600, 0.6, 0)], {}, uneven)).breaches).toEqual([]);
  });
});

test("of numbers less error is better", () => {
  const truth = Array.from({ length: 200 }, (_, i) => i / 7);
  const off = (by: number) => truth.map((value) => value + by * random.normal());
  const collector = new MetricCollector({ task: "regression" });
  const before = detailsOf(collector.collectMetrics(truth, off(1)));
  const after = collector.collectMetrics(truth, off(2), undefined, { reference: before });
  expect(detailsOf(after).breaches).toMatchObject([{ metric: "rmse", window: "all rows", bound: "max", by: "reference" }]);
  expect(collector.collectMetrics(truth, off(1), undefined, { reference: before }).status).toBe("success");
});

test("the limit stands beyond margin, spread and the reference's own noise, and windows that are all alike raise nothing", () => {
  const metric = fc.record({
    value: fc.double({ min: 0.01, max: 1, noNaN: true }),
    half: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
  });
  const windows = fc.array(fc.record({ n: fc.integer({ min: 0, max: 200 }), found: metric }), { maxLength: 6 });
  const margins = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(windows, metric, margins, fc.constantFrom("auc", "log_loss"), (given, whole, margin, name) => {
      const metricOf = ({ value, half }: typeof whole, n: number) => ({ value, n, interval: [value - half, value + half] as const });
      const spans = given.map(({ n, found }, i) => ({
        ...{ label: String(i), start: null, end: null, partial: false, rows: n, n },
        metrics: { [name]: metricOf(found, n) },
      }));
      const detailsWith = (parts: typeof spans) =>
        ({
          task: "binary",
          overall: { n: 1000, metrics: { [name]: metricOf(whole, 1000) } },
          windows: parts,
        }) as unknown as PerformanceDetails;
      const settings = { referenceBand: { enabled: true, metrics: [name], margin }, minRows: 30 };
      const [band] = referenceBands(detailsWith(spans), settings);
      const sign = name === "auc" ? 1 : -1;
      const { mean, spread, limit, interval } = band as NonNullable<typeof band>;
      expect(sign * (mean - limit)).toBeGreaterThanOrEqual(Math.max(margin * mean, 2 * spread) - 1e-12);
      expect(sign * ((interval as readonly [number, number])[name === "auc" ? 0 : 1] - limit)).toBeGreaterThanOrEqual(0);
      const alike = Array.from({ length: 3 }, (_, i) => ({
        ...spans[0],
        label: String(i),
        n: 100,
        metrics: { [name]: metricOf(whole, 100) },
      }));
      const bands = referenceBands(detailsWith(alike as typeof spans), settings);
      expect(bands[0]?.spread).toBe(0);
      expect(alike.flatMap((window) => bandBreaches(window as (typeof spans)[0], bands, 30))).toEqual([]);
    }),
  );
});

test("the spread is what the noise of the windows does not explain", () => {
  const window = (value: number, half: number) => ({
    ...{ label: "", start: null, end: null, partial: false, rows: 100, n: 100 },
    metrics: { auc: { value, n: 100, interval: [value - half, value + half] } },
  });
  const bandOf = (half: number, values = [0.8, 0.9, 0.7]) => {
    const overall = { n: 300, metrics: { auc: { value: 0.8, n: 300, interval: [0.79, 0.81] } } };
    const details = { overall, windows: values.map((value) => window(value, half)) } as unknown as PerformanceDetails;
    return referenceBands(details, { referenceBand: { enabled: true, margin: 0.05 }, minRows: 30 })[0];
  };
  expect(bandOf(0)).toMatchObject({ mean: expect.closeTo(0.8, 12), spread: expect.closeTo(0.1, 12), limit: expect.closeTo(0.6, 12) });
  expect(bandOf(1.959963984540054 * 0.06)).toMatchObject({ spread: expect.closeTo(0.08, 12), limit: expect.closeTo(0.64, 12) });
  expect(bandOf(0.5)).toMatchObject({ spread: 0, limit: expect.closeTo(0.76, 12) });
  expect(bandOf(0, [0.9])).toMatchObject({ mean: 0.8, spread: 0, limit: expect.closeTo(0.76, 12) });
});
