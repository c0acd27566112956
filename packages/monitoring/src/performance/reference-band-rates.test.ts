import { Random } from "@mlops/core/stats";
import { expect, test } from "vitest";
import { MetricCollector, type PerformanceDetails } from "../index.ts";

/** How far apart the scores of two classes lie, in standard deviations, for an AUC of 0.88 and of 0.78. */
const GOOD = 1.6617;
const WORSE = 1.092;

/** Alarms among the months of `years` years, each against a year of reference months; the quality in both is given by `now`. */
function alarms(rowsPerMonth: number, now: number, { years, seed }: { years: number; seed: number }): { months: number; alarmed: number } {
  const random = new Random(seed);
  const collector = new MetricCollector({ window: { size: "month" }, metrics: ["auc"] });
  const year = (skill: number, reference?: PerformanceDetails): PerformanceDetails => {
    const labels = Array.from({ length: 12 * rowsPerMonth }, () => Number(random.uniform() < 0.5));
    const scores = labels.map((label) => skill * label + random.normal());
    const times = labels.map((_, i) => Date.UTC(2024, Math.floor(i / rowsPerMonth), 1 + (i % 28)));
    const result = collector.collectMetrics(labels, labels, times, { scores, ...(reference ? { reference } : {}) });
    return result.details as unknown as PerformanceDetails;
  };
  let alarmed = 0;
  for (let i = 0; i < years; i++) alarmed += year(now, year(GOOD)).breaches.length;
  return { months: 12 * years, alarmed };
}

test("how often steady quality and a fallen AUC raise an alarm: the figures of the README", () => {
  expect(alarms(300, GOOD, { years: 20, seed: 1 })).toEqual({ months: 240, alarmed: 0 });
  expect(alarms(1000, WORSE, { years: 5, seed: 2 })).toEqual({ months: 60, alarmed: 58 });
  expect(alarms(300, WORSE, { years: 20, seed: 3 })).toEqual({ months: 240, alarmed: 137 });
  expect(alarms(60, GOOD, { years: 40, seed: 4 })).toEqual({ months: 480, alarmed: 0 });
});
