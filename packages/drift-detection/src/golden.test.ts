import { readFileSync } from "node:fs";
import { chiSquaredSurvival } from "@mlops/core/stats";
import { describe, expect, test } from "vitest";
import { adjustPValues } from "./correction/adjust-p-values.ts";
import { chiSquaredStatistic } from "./methods/chi-squared.ts";
import { jensenShannonDivergence } from "./methods/jensen-shannon.ts";
import { kolmogorovSurvival } from "./methods/kolmogorov.ts";
import { ksTwoSample } from "./methods/ks.ts";
import { populationStability } from "./methods/psi.ts";
import { totalVariationDistance } from "./methods/total-variation.ts";
import { wassersteinDistance } from "./methods/wasserstein.ts";

interface Golden {
  samples: { a: number[]; b: number[]; d: number; exact: number; asymptotic: number; wasserstein: number }[];
  survival: [number, number, number][];
  tables: { a: number[]; b: number[]; chi2: number; p: number; js: number; psi: number | null; tv: number }[];
  corrections: { p: number[]; benjamini_hochberg: number[]; benjamini_yekutieli: number[] };
}

const golden = JSON.parse(readFileSync(new URL("./__golden__/drift.json", import.meta.url), "utf8")) as Golden;

function close(actual: number, expected: number, tolerance = 1e-12): void {
  const error = Math.abs(actual - expected) / (Math.abs(expected) || 1);
  if (!(error <= tolerance)) throw new Error(`${actual} is not ${expected} (relative error ${error})`);
}

describe("equal to scipy", () => {
  test.each(golden.samples.map((sample, i) => [i, sample] as const))("Kolmogorov–Smirnov and Wasserstein, sample %i", (_, sample) => {
    const [a, b] = [Float64Array.from(sample.a).sort(), Float64Array.from(sample.b).sort()];
    const { statistic, pValue, at } = ksTwoSample(a, b);
    close(statistic, sample.d);
    close(pValue, sample.exact);
    const below = (values: Float64Array) => values.filter((value) => value <= at).length / values.length;
    close(Math.abs(below(a) - below(b)), sample.d);
    close(wassersteinDistance(a, b), sample.wasserstein);
  });
  test("Kolmogorov's distribution", () => {
    for (const [n, d, p] of golden.survival) close(kolmogorovSurvival(n, d), p);
    const large = golden.samples[7] as Golden["samples"][number];
    close(kolmogorovSurvival(Math.round((large.a.length * large.b.length) / (large.a.length + large.b.length)), large.d), large.asymptotic);
  });
  test("chi-squared, Jensen–Shannon, PSI and total variation", () => {
    for (const { a, b, chi2, p, js, psi, tv } of golden.tables) {
      close(chiSquaredStatistic(a, b), chi2);
      close(chiSquaredSurvival(chi2, a.length - 1), p);
      close(Math.sqrt(jensenShannonDivergence(a, b) / Math.LN2), js);
      if (psi !== null) close(populationStability(a, b), psi);
      close(totalVariationDistance(a, b), tv);
    }
  });
  test("adjusted p-values", () => {
    const { p, ...expected } = golden.corrections;
    for (const name of ["benjamini_hochberg", "benjamini_yekutieli"] as const)
      adjustPValues(p, name).forEach((value, i) => {
        close(value, expected[name][i] as number);
      });
    expect(adjustPValues([0.01, 0.02, 0.04], "holm")).toEqual([0.03, 0.04, 0.04]);
    expect(adjustPValues([0.01, 0.5], "bonferroni")).toEqual([0.02, 1]);
    expect(adjustPValues([0.3, 0.1], "none")).toEqual([0.3, 0.1]);
  });
});
