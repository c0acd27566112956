import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { normalQuantile, studentTQuantile } from "../stats/distributions.ts";
import { wilsonInterval } from "../stats/proportion.ts";
import { Random } from "../stats/random.ts";
import { agreementMetrics } from "./agreement.ts";
import { aucDifference } from "./auc.ts";
import { binaryMetrics } from "./binary.ts";
import { calibration } from "./calibration.ts";
import { effectiveRows } from "./effective-rows.ts";
import type { Metric } from "./metric.ts";
import { multiclassMetrics } from "./multiclass.ts";
import { regressionMetrics } from "./regression.ts";

type Numbers = Record<string, number>;
const golden = JSON.parse(readFileSync(new URL("./__golden__/metrics.json", import.meta.url), "utf8")) as {
  binary: { labels: number[]; scores: number[]; weights: number[]; weightedVariances: Numbers };
  multiclass: { labels: number[]; probabilities: number[][]; weights: number[]; weightedVariances: Numbers };
  regression: { actual: number[]; predicted: number[]; weights: number[]; weightedVariances: Numbers; medianOfHalves: number };
};

const Z = normalQuantile(0.975);
const half = (metric: Metric | undefined): number => ((metric?.interval?.[1] as number) - (metric?.interval?.[0] as number)) / 2;
const near = (actual: number, expected: number | undefined, share: number) =>
  expect(Math.abs(actual / (expected as number) - 1), `${actual} is not ${expected}`).toBeLessThan(share);
const kish = (weights: readonly number[]): number => weights.reduce((a, b) => a + b, 0) ** 2 / weights.reduce((a, b) => a + b * b, 0);

describe("with weights that go along with the outcome, the intervals come from how scikit-learn's figure moves with each row's weight", () => {
  const { labels, scores, weights, weightedVariances: variances } = golden.binary;
  const heavy = weights.map((weight, row) => weight * (labels[row] === 1 ? 3 : 1));
  const sampleWeight = Float64Array.from(heavy);
  const metrics: Record<string, Metric> = binaryMetrics(
    { labels: Uint8Array.from(labels), scores: Float64Array.from(scores) },
    { sampleWeight },
  );

  it.each(["accuracy", "precision", "recall"])("%s has Wilson's interval of as many rows as have that variance", (name) => {
    const { value, interval } = metrics[name] as { value: number; interval: readonly [number, number] };
    const rows = (value * (1 - value)) / (variances[name] as number);
    const wanted = wilsonInterval(value * rows, rows) as [number, number];
    for (const end of [0, 1] as const) expect(interval[end]).toBeCloseTo(wanted[end], 6);
  });

  it("areas and mean losses have its half width, average precision has it on the log-odds scale", () => {
    const t = studentTQuantile(0.975, kish(heavy) - 1);
    near(half(metrics["auc"]), Z * Math.sqrt(variances["auc"] as number), 0.01);
    for (const name of ["log_loss", "brier"]) near(half(metrics[name]), t * Math.sqrt(variances[name] as number), 0.01);
    const { value, interval } = metrics["average_precision"] as { value: number; interval: readonly [number, number] };
    const odds = (p: number) => Math.log(p / (1 - p));
    near(
      (odds(interval[1]) - odds(interval[0])) / 2,
      (Z * Math.sqrt(variances["average_precision"] as number)) / (value * (1 - value)),
      1e-4,
    );
  });

  it("agreement of calls has it", () => {
    const calls = Int32Array.from(scores, (score) => (score >= 0.5 ? 1 : 0));
    const agreement: Record<string, Metric> = agreementMetrics({ labels: Int32Array.from(labels), calls, classes: 2 }, { sampleWeight });
    for (const name of ["balanced_accuracy", "mcc", "cohen_kappa"])
      near(half(agreement[name]), Z * Math.sqrt(variances[name] as number), 1e-3);
  });

  it("metrics of several classes have it", () => {
    const { multiclass } = golden;
    const own = Float64Array.from(multiclass.weights, (weight, row) => weight * (1 + (multiclass.labels[row] as number)));
    const input = { labels: Int32Array.from(multiclass.labels), probabilities: multiclass.probabilities.map((p) => Float64Array.from(p)) };
    const several: Record<string, Metric> = multiclassMetrics(input, { sampleWeight: own });
    for (const name of ["macro_f1", "weighted_f1", "auc_ovr_macro"])
      near(half(several[name]), Z * Math.sqrt(multiclass.weightedVariances[name] as number), 0.02);
    near(
      half(several["log_loss"]),
      studentTQuantile(0.975, kish([...own]) - 1) * Math.sqrt(multiclass.weightedVariances["log_loss"] as number),
      0.01,
    );
  });

  it("errors of numbers have it, and the weighted median is scikit-learn's where the halves weigh the same", () => {
    const { regression } = golden;
    const own = Float64Array.from(regression.weights);
    const input = { actual: Float64Array.from(regression.actual), predicted: Float64Array.from(regression.predicted) };
    const numbers: Record<string, Metric> = regressionMetrics(input, { sampleWeight: own });
    const t = studentTQuantile(0.975, kish(regression.weights) - 1);
    for (const name of ["mae", "r2"]) near(half(numbers[name]), t * Math.sqrt(regression.weightedVariances[name] as number), 0.01);
    const ten = regressionMetrics(
      { actual: Float64Array.from(regression.actual.slice(0, 10)), predicted: new Float64Array(10) },
      { sampleWeight: Float64Array.of(1, 2, 3, 0, 4, 3, 2, 0, 1, 4) },
    );
    expect(ten.median_ae.value).toBeCloseTo(regression.medianOfHalves, 12);
  });
});

it("rows of weight 1 are as many as they are, and a share of all or nothing has Kish's number", () => {
  expect(effectiveRows(3, 3, 7, 7)).toBeCloseTo(10, 12);
  expect(effectiveRows(6, 14, 0, 0)).toBeCloseTo(36 / 14, 12);
});

it("a weighted reliability diagram weighs scores and outcomes, and counts rows", () => {
  const labels = Uint8Array.of(1, 0, 1, 0);
  const scores = Float64Array.of(0.1, 0.3, 0.8, 0.9);
  const { bins, ece, n } = calibration(labels, scores, { bins: 2, sampleWeight: Float64Array.of(3, 1, 1, 0) });
  expect(bins.map((bin) => [bin.x.toFixed(12), bin.y, bin.n])).toEqual([
    ["0.150000000000", 0.75, 2],
    ["0.800000000000", 1, 2],
  ]);
  expect(ece).toBeCloseTo(0.8 * 0.6 + 0.2 * 0.2, 12);
  expect(calibration(labels, scores, { sampleWeight: new Float64Array(4) })).toEqual({ bins: [], ece: null, n: 4 });
  expect(n).toBe(4);
});

describe("intervals of weighted metrics hold what they promise", () => {
  const ROWS = 300;
  const ROUNDS = 300;

  /** A population whose rows weigh more where they are positive and hard to tell: what is known of it is measured on many rows. */
  function draw(random: Random, rows: number) {
    const labels = new Int32Array(rows);
    const scores = new Float64Array(rows);
    const other = new Float64Array(rows);
    const weights = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const hard = random.uniform() < 0.4;
      const signal = hard ? 0.6 : 2;
      const label = random.uniform() < 0.4 ? 1 : 0;
      const latent = (label === 1 ? signal : -signal) / 2;
      labels[row] = label;
      scores[row] = 1 / (1 + Math.exp(-latent - random.normal()));
      other[row] = 1 / (1 + Math.exp(-latent - 1.3 * random.normal()));
      weights[row] = (hard ? 4 : 1) * (label === 1 ? 2 : 1) * (0.5 + random.uniform());
    }
    return { labels, scores, other, weights };
  }

  it("about 95 of 100 hold the figure of the population (93.9 to 95.9 of 4,000)", () => {
    const random = new Random(11);
    const large = draw(random, 60_000);
    const measure = ({ labels, scores, other, weights }: ReturnType<typeof draw>): Record<string, Pick<Metric, "value" | "interval">> => {
      const sampleWeight = weights;
      const actual = Float64Array.from(labels, (label, row) => label + (scores[row] as number) * (other[row] as number));
      return {
        ...binaryMetrics({ labels, scores }, { sampleWeight }),
        difference: aucDifference(labels, scores, other, { sampleWeight }),
        median_ae: regressionMetrics({ actual, predicted: scores }, { sampleWeight }).median_ae,
        mae: regressionMetrics({ actual, predicted: scores }, { sampleWeight }).mae,
      };
    };
    const truth = measure(large);
    const held: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round++) {
      const rows = draw(random, ROWS);
      const measured = measure(rows);
      for (const [name, { interval }] of Object.entries(measured)) {
        const value = truth[name]?.value as number;
        if (interval && interval[0] <= value && value <= interval[1]) held[name] = (held[name] ?? 0) + 1;
      }
    }
    for (const name of Object.keys(truth)) {
      expect(held[name], name).toBeGreaterThan(0.9 * ROUNDS);
      expect(held[name], name).toBeLessThan(0.99 * ROUNDS);
    }
  });
});
