import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { NumberPair } from "../kernel/number-pair.ts";
import { andersonDarling } from "./anderson.ts";
import { chiSquaredStatistic } from "./chi-squared.ts";
import { chiSquaredLimit } from "./contingency.ts";
import { cramerVonMises, cramerVonMisesSurvival } from "./cramer-von-mises.ts";
import { energyDistance } from "./energy.ts";
import { fisherExact } from "./fisher.ts";
import { gStatistic } from "./g-test.ts";
import { hellingerDistance } from "./hellinger.ts";
import { jensenShannonDivergence } from "./jensen-shannon.ts";
import { smirnovPValue } from "./ks.ts";
import { kullbackLeibler } from "./kullback-leibler.ts";
import { largestDifference } from "./l-infinity.ts";
import { mannWhitney } from "./mann-whitney.ts";
import { populationStability } from "./psi.ts";
import { welchT } from "./t-test.ts";
import { totalVariationDistance } from "./total-variation.ts";
import { largestZ } from "./z-test.ts";

interface Sample {
  a: number[];
  b: number[];
  d: number;
  ks: number;
  at: number | null;
  wasserstein: number;
  energy: number;
  u: number;
  mann_whitney: number | null;
  t2?: number;
  cvm?: number;
  t?: number;
  df?: number;
  welch?: number;
  a2?: number;
  anderson?: number;
}

interface Table {
  a: number[];
  b: number[];
  chi2: number;
  chi2_p: number;
  g: number;
  g_p: number;
  js2: number;
  hellinger: number;
  tv: number;
  linf: number;
  psi: number | null;
  kl: number | null;
  fisher?: number;
  z?: number;
}

interface Golden {
  samples: Sample[];
  smirnov: [number, number, number, number][];
  tables: Table[];
  cvm_survival: [number, number][];
  large: (Sample & { scale: number })[];
}

const golden = JSON.parse(readFileSync(new URL("../__golden__/methods.json", import.meta.url), "utf8")) as Golden;

/** Every deviation beyond its tolerance, so that a failure names them all. */
class Deviations {
  readonly found: string[] = [];
  relative(what: string, actual: number, expected: number | null | undefined, tolerance = 1e-12, absolute = 0): void {
    if (expected === null || expected === undefined) return;
    const error = Math.abs(actual - expected);
    if (!(error <= tolerance * Math.abs(expected) + absolute)) this.found.push(`${what}: ${actual} is not ${expected} (by ${error})`);
  }
}

function compareSample(deviations: Deviations, name: string, sample: Sample, sortUpTo?: number): void {
  const pair = new NumberPair(Float64Array.from(sample.a), Float64Array.from(sample.b), sortUpTo);
  const [a, b] = pair.sorted;
  const { gap, wasserstein } = pair.summary;
  const is = deviations.relative.bind(deviations);
  is(`${name} D`, gap.size / (pair.n * pair.m), sample.d, 2e-16);
  if (sample.at !== null && sample.d > 0) is(`${name} location`, gap.at, sample.at, 0);
  is(`${name} ks p`, smirnovPValue(pair.n, pair.m, gap.size), sample.ks);
  // scipy's own sums round where values are far from 0
  const rounding = 1e-16 * Math.max(Math.abs(a[0] as number), Math.abs(a.at(-1) as number));
  is(`${name} wasserstein`, wasserstein, sample.wasserstein, 1e-12, rounding);
  is(`${name} energy`, energyDistance(a, b) ** 2, sample.energy ** 2, 1e-11, rounding);
  const u = mannWhitney(a, b);
  is(`${name} U`, u.statistic, sample.u, 0);
  is(`${name} mann_whitney p`, u.pValue, sample.mann_whitney);
  const untied = new Set([...a, ...b]).size === pair.n + pair.m;
  if (sample.t2 !== undefined && untied) {
    const { statistic, pValue } = cramerVonMises(a, b);
    is(`${name} T`, statistic, sample.t2, 1e-12, 1e-13);
    is(`${name} cvm p`, pValue, sample.cvm, Math.max(pair.n, pair.m) <= 20 ? 1e-12 : 0, 2e-7); // scipy ends its series at 1e-7
  }
  if (sample.t !== undefined) {
    const { statistic, df, pValue } = welchT(a, b);
    is(`${name} t`, statistic, sample.t, 1e-11, 1e-13);
    is(`${name} df`, df, sample.df, 1e-11);
    is(`${name} welch p`, pValue, sample.welch, 1e-9);
  }
  if (sample.a2 !== undefined) {
    const { statistic, pValue } = andersonDarling(a, b);
    is(`${name} A2`, statistic, sample.a2, 1e-11, 1e-12);
    const p = sample.anderson as number;
    if (p > 0.001) is(`${name} anderson p`, pValue, p, 1e-11);
    else expect(pValue).toBeLessThanOrEqual(0.001);
  }
}

describe("equal to scipy", () => {
  test(`${golden.samples.length} pairs of samples: ties, constants, heavy tails, tiny and unequal sizes`, () => {
    const deviations = new Deviations();
    golden.samples.forEach((sample, i) => {
      compareSample(deviations, `sample ${i}`, sample);
    });
    expect(deviations.found).toEqual([]);
  });

  test("the same without a full sort", () => {
    const deviations = new Deviations();
    golden.samples.forEach((sample, i) => {
      compareSample(deviations, `sample ${i} in buckets`, sample, 0);
    });
    golden.large.forEach((packed, i) => {
      const unpack = (steps: number[]): number[] => {
        let at = 0;
        return steps.map((step) => {
          at += step;
          return at / packed.scale;
        });
      };
      compareSample(deviations, `large sample ${i}`, { ...packed, a: unpack(packed.a), b: unpack(packed.b) });
    });
    expect(deviations.found).toEqual([]);
  });

  test(`${golden.smirnov.length} p-values of D, on every branch, down to 1e-290`, () => {
    const deviations = new Deviations();
    for (const [n, m, size, p] of golden.smirnov)
      if (p === 0 || p > 1e-290) deviations.relative(`D ${size}/(${n}·${m})`, smirnovPValue(n, m, size), p, p > 1e-100 ? 1e-12 : 2e-12);
    expect(deviations.found).toEqual([]);
  });

  test("the limit of Cramér and von Mises", () => {
    const deviations = new Deviations();
    for (const [x, p] of golden.cvm_survival) deviations.relative(`ω² > ${x}`, cramerVonMisesSurvival(x), p, 1e-12, 1e-14);
    expect(deviations.found).toEqual([]);
  });

  test(`${golden.tables.length} tables of counts`, () => {
    const deviations = new Deviations();
    golden.tables.forEach((table, i) => {
      const { a, b } = table;
      const is = (what: string, actual: number, expected: number | null | undefined, tolerance?: number, absolute?: number) =>
        deviations.relative(`table ${i} ${what}`, actual, expected, tolerance, absolute);
      const limit = chiSquaredLimit((x) => x);
      is("chi2", chiSquaredStatistic(a, b), table.chi2, 1e-12, 1e-14);
      if (table.chi2_p > 1e-290) is("chi2 p", limit(table.chi2, a, b), table.chi2_p);
      is("g", gStatistic(a, b), table.g, 1e-11, 1e-11);
      if (table.g_p > 1e-290) is("g p", limit(table.g, a, b), table.g_p);
      is("jensen_shannon", jensenShannonDivergence(a, b) / Math.LN2, table.js2, 0, 1e-12);
      is("psi", populationStability(a, b), table.psi, 1e-12, 1e-15);
      is("kl", kullbackLeibler(a, b), table.kl, 1e-11, 1e-14);
      is("hellinger", hellingerDistance(a, b), table.hellinger);
      is("total_variation", totalVariationDistance(a, b), table.tv);
      is("l_infinity", largestDifference(a, b), table.linf);
      is("z", largestZ(a, b), table.z, 1e-11, 1e-13);
      if (table.fisher !== undefined) is("fisher", fisherExact(a as [number, number], b as [number, number]), table.fisher, 1e-9);
    });
    expect(deviations.found).toEqual([]);
  });
});
