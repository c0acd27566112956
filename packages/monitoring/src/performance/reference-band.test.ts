import { Random } from "@mlops/core/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MetricCollector, type PerformanceDetails, type Result } from "../index.ts";
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
    const lows = reference.windows.map(({ metrics }) => metrics["auc"]?.interval?.[0] as number);
    const whole = reference.overall.metrics["auc"];
    expect(bands[0]?.limit).toBe(Math.min(0.95 * (whole?.value as number), whole?.interval?.[0] as number, ...lows));
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

test("a reference raises no alarm about itself, whatever its windows and margin", () => {
  const metric = fc.record({ value: fc.double({ min: 0, max: 1, noNaN: true }), half: fc.double({ min: 0, max: 0.5, noNaN: true }) });
  const windows = fc.array(fc.record({ n: fc.integer({ min: 0, max: 200 }), auc: metric, log_loss: metric }), { maxLength: 6 });
  fc.assert(
    fc.property(
      windows,
      metric,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom("auc", "log_loss"),
      (given, whole, margin, name) => {
        const metricOf = ({ value, half }: typeof whole, n: number) => ({ value, n, interval: [value - half, value + half] as const });
        const spans = given.map(({ n, ...found }, i) => ({
          ...{ label: String(i), start: null, end: null, partial: false, rows: n, n },
          metrics: { [name]: metricOf(found[name as "auc"], n) },
        }));
        const overall = { n: 1000, metrics: { [name]: metricOf(whole, 1000) } };
        const details = { task: "binary", overall, windows: spans, breaches: [], bands: [] } as unknown as PerformanceDetails;
        const settings = { referenceBand: { enabled: true, metrics: [name], margin }, minRows: 30 };
        const bands = referenceBands(details, settings);
        expect(spans.flatMap((window) => bandBreaches(window, bands, 30))).toEqual([]);
      },
    ),
  );
});
