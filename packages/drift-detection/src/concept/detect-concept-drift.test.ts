import { readFileSync } from "node:fs";
import { Random } from "@mlops/core/stats";
import { describe, expect, test } from "vitest";
import { DriftDetector } from "../drift-detector.ts";
import { type AnyDetectorJson, BINARY_DETECTORS, DETECTOR_NAMES, restoreDetector } from "./detectors.ts";

interface Shown {
  readonly actual: string;
  readonly predicted: string;
  readonly percent: number[];
}
const california = JSON.parse(readFileSync(new URL("./__golden__/cbpe.json", import.meta.url), "utf8")) as {
  reference: Shown;
  analysis: Shown;
  rows500: { metrics: { roc_auc: { value: number[]; alert: boolean[] } } };
};
const outcomes = ({ actual, predicted, percent }: Shown) => ({
  yTrue: Int8Array.from([...actual], Number),
  yPred: Int8Array.from([...predicted], Number),
  scores: Float64Array.from(percent, (value) => value / 100),
});
const reference = outcomes(california.reference);
const analysis = outcomes(california.analysis);
const detector = new DriftDetector({});
const random = new Random(5);

describe.each(DETECTOR_NAMES)("%s by name", (method) => {
  const truth = Array.from({ length: 4000 }, () => (random.uniform() < 0.5 ? "yes" : "no"));
  const wrong = (label: string) => (label === "yes" ? "no" : "yes");
  const given = truth.map((label, i) => (random.uniform() < (i < 2000 ? 0.1 : 0.5) ? wrong(label) : label));
  test("finds where classes become wrong, and its state goes on", () => {
    const result = detector.detectConceptDrift(truth, given, { method });
    expect(result).toMatchObject({ hasDrift: true, status: "warning", details: { method, n: 4000, loss: "zero_one" } });
    const alarms = result.details["alarms"] as number[];
    if (method !== "eddm") expect(alarms.find((row) => row > 1900)).toBeLessThan(2300);
    const half = detector.detectConceptDrift(truth.slice(0, 2000), given.slice(0, 2000), { method });
    const resumed = restoreDetector(half.details["state"] as unknown as AnyDetectorJson);
    const later: number[] = [];
    for (let row = 2000; row < 4000; row++) {
      const loss = Number(truth[row] !== given[row]);
      if (resumed.update(method === "fhddm" ? 1 - loss : loss).drift) later.push(row);
    }
    expect([...(half.details["alarms"] as number[]), ...later]).toEqual(alarms);
  });
  test("reads numbers, or says that it cannot", () => {
    const values = Array.from({ length: 2000 }, () => random.normal() * 1000);
    const near = values.map((value, i) => value + random.normal() * (i < 1000 ? 100 : 400));
    const detect = () => detector.detectConceptDrift(values, near, { method });
    if (BINARY_DETECTORS.has(method)) return expect(detect).toThrow(/not classes/);
    expect(detect()).toMatchObject({ hasDrift: true, details: { loss: "absolute_error" } });
  });
});

test("windows against a labelled reference: California's model loses its worth in September 2021", () => {
  const { yTrue, yPred, scores } = analysis;
  const result = detector.detectConceptDrift(yTrue, yPred, { reference, scores, metric: "auc", windowRows: 1000 });
  expect(result).toMatchObject({ hasDrift: true, details: { method: "windows", metric: "auc", estimated: false, n: 8232 } });
  // rows are hours from 2021-06-01 on
  expect(result.details["alarms"]).toEqual([1000, 2000]);
  const windows = result.details["windows"] as { value: number; interval: number[] }[];
  expect(windows[2]?.value).toBeCloseTo(0.676, 3);
  const agreement = { reference, scores, metric: "mcc", windowRows: 1000 };
  expect(detector.detectConceptDrift(yTrue, yPred, agreement).details).toMatchObject({ metric: "mcc", estimated: false });
  const same = detector.detectConceptDrift(reference.yTrue, reference.yPred, { reference });
  expect(same).toMatchObject({ hasDrift: false, driftScore: 0, details: { metric: "accuracy", alarms: [] } });
  const numbers = reference.scores.map((score, i) => score + (i % 7) / 100);
  const regression = { yTrue: reference.scores, yPred: numbers };
  expect(detector.detectConceptDrift(regression.yTrue, regression.yPred, { reference: regression })).toMatchObject({
    hasDrift: false,
    details: { method: "windows", metric: "mae" },
  });
  const far = numbers.map((value, i) => value + (i > 3000 ? 1 : 0));
  expect(detector.detectConceptDrift(regression.yTrue, far, { reference: regression, metric: "r2" }).hasDrift).toBe(true);
});

test("several classes on windows", () => {
  const labels = Array.from({ length: 3000 }, () => ["a", "b", "c"][random.int(3)] as string);
  const given = labels.map((label, i) => (random.uniform() < (i < 2000 ? 0.2 : 0.8) ? "a" : label));
  const half = { yTrue: labels.slice(0, 2000), yPred: given.slice(0, 2000) };
  const result = detector.detectConceptDrift(labels, given, { reference: half, metric: "macro_f1", windowRows: 250 });
  expect(result.details["alarms"]).toEqual([2000, 2250, 2500, 2750]);
});

test("without labels an estimate, marked as one, that agrees with NannyML about where", () => {
  const { yPred, scores } = analysis;
  const expected = california.rows500.metrics.roc_auc.alert.flatMap((alert, k) => (alert ? [k * 500] : []));
  for (const yTrue of [null, new Array(yPred.length).fill(null)]) {
    const result = detector.detectConceptDrift(yTrue, yPred, { reference, scores });
    expect(result.message).toMatch(/estimated auc 0\.654 from row 2500 is below .*labels are not known/);
    expect(result).toMatchObject({
      hasDrift: true,
      details: { method: "cbpe", estimated: true, metric: "auc", calibrated: true, n: 8232 },
    });
    expect(result.details["alarms"]).toEqual(expected);
  }
  const configured = new DriftDetector({ conceptDrift: { method: "cbpe", metric: "accuracy", windowRows: 1000 } });
  expect(configured.detectConceptDrift(null, yPred, { reference, scores }).details).toMatchObject({ metric: "accuracy", estimated: true });
});

test("what is missing is told", () => {
  const { yTrue, yPred, scores } = analysis;
  expect(detector.detectConceptDrift(null, yPred)).toMatchObject({ status: "skipped", message: /no label is known/ });
  expect(() => detector.detectConceptDrift(null, yPred, { method: "cbpe" })).toThrow(/reference/);
  expect(() => detector.detectConceptDrift(null, yPred, { method: "cbpe", reference })).toThrow(/scores/);
  expect(() => detector.detectConceptDrift(yTrue, yPred, { method: "windows" })).toThrow(/reference/);
  expect(() => detector.detectConceptDrift(yTrue, yPred, { reference, metric: "auc" })).toThrow(/needs scores/);
  expect(() => detector.detectConceptDrift(yTrue, yPred, { reference, metric: "rmse" })).toThrow(/no binary metric/);
  expect(() => detector.detectConceptDrift(yTrue, yPred, { reference, metric: "acuracy" })).toThrow(/acuracy/);
  expect(() => detector.detectConceptDrift(yTrue, yPred, { method: "stepd" as never })).toThrow(/stepd/);
  expect(() => detector.detectConceptDrift(yTrue, yPred, { windowRows: 0 })).toThrow(/windowRows/);
  const few = { yTrue: yTrue.slice(0, 100), yPred: yPred.slice(0, 100), scores: scores.slice(0, 100) };
  for (const method of ["windows", "cbpe"] as const)
    expect(detector.detectConceptDrift(yTrue, yPred, { method, reference: few, scores }).details["reason"]).toBe("insufficient_data");
});

test("unusual vectors: empty, constant, all missing, infinite, of other types, integers beyond 2^53", () => {
  const n = 60;
  const of = (value: unknown) => new Array(n).fill(value);
  const detect = (yTrue: unknown[], yPred: unknown[]) => detector.detectConceptDrift(yTrue as number[], yPred as number[]);
  expect(detect([], [])).toMatchObject({ status: "skipped", details: { n: 0, missing: 0 } });
  expect(detect(of(1), of(1))).toMatchObject({ status: "success", hasDrift: false, details: { method: "ddm", meanLoss: 0 } });
  expect(detect(of(null), of(1))).toMatchObject({ status: "skipped", details: { missing: n } });
  expect(detect(of(Number.NaN), of(1.5))).toMatchObject({ status: "skipped", details: { missing: n } });
  expect(detect(of(true), of(false))).toMatchObject({ details: { meanLoss: 1, loss: "zero_one" } });
  expect(detect(of(1), of("1"))).toMatchObject({ details: { meanLoss: 0 } });
  expect(detect(of(2n ** 60n), of(2n ** 60n))).toMatchObject({ hasDrift: false });
  expect(() => detect([Number.POSITIVE_INFINITY, ...of(1.5)], [1, ...of(1.5)])).toThrow(/yTrue .* row 0 is Infinity/);
  expect(() => detect(of(1), [1])).toThrow(/1 rows, not 60/);
  expect(() => detector.detectConceptDrift(of(1), of(1), { scores: [0.5] })).toThrow(/"scores"/);
});
