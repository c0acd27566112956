import { Random } from "@mlops/core/stats";
import { expect, test } from "vitest";
import { aq, DriftDetector } from "../index.ts";
import { alarmsOf, exactInterval, isPermutation, miscalibrated, type Population, type Sizes } from "./simulate.ts";

// The short form of `pnpm bench calibration`, which draws 2,000 pairs of each kind.
const RUNS = 150;
const sizes: readonly Sizes[] = [
  [60, 60],
  [400, 60],
];
const populations: readonly Population[] = ["normal", "integers", 2, 5, 20];

test.each(sizes)("without drift no method raises more than its share of alarms: %i and %i rows", (n, m) => {
  const wrong = populations.flatMap((population) => {
    const drawn = typeof population === "number" ? 60 : RUNS; // where cells are small, categories are permuted
    const alarms = alarmsOf(population, [n, m], drawn, 0, (method) => !isPermutation(method, population));
    return Object.entries(alarms).map(([method, count]) => miscalibrated(method, count, drawn, population, [n, m]));
  });
  expect(wrong.filter((one) => one !== null)).toEqual([]);
});

test("nor does the default table, effect floors apart", () => {
  const random = new Random("default table");
  const detector = new DriftDetector({ correction: "none", numericEffectFloor: 0, categoricalEffectFloor: 0 });
  let alarms = 0;
  const runs = 200;
  const table = (n: number) => {
    const column = <T>(draw: () => T): T[] => Array.from({ length: n }, draw);
    return aq.table({
      number: column(() => random.normal()),
      holes: column(() => (random.uniform() < 0.1 ? null : random.normal())),
      infinite: column(() => (random.uniform() < 0.02 ? Number.POSITIVE_INFINITY : random.normal())),
      few: column(() => random.int(4)),
      flag: column(() => random.uniform() < 0.03),
      rare: column(() => `c${Math.floor(random.uniform() ** 4 * 60)}`),
    });
  };
  for (let run = 0; run < runs; run++) alarms += detector.detectDrift(table(120), table(60)).driftedFeatures.length;
  const [low] = exactInterval(alarms, runs * 6);
  expect(low).toBeLessThan(0.07);
  expect(alarms / (runs * 6)).toBeGreaterThan(0.01);
});
