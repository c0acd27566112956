import { readFileSync } from "node:fs";
import { Random } from "@mlops/core/stats";
import { aq } from "@mlops/core/table";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DriftDetector } from "../drift-detector.ts";

interface Case {
  readonly reference: number[][];
  readonly current: number[][];
  readonly components: number;
  readonly error: number;
  readonly byColumn: number[];
  readonly sigma: number;
  readonly mmd2: number;
}
const { cases } = JSON.parse(readFileSync(new URL("./__golden__/multivariate.json", import.meta.url), "utf8")) as { cases: Case[] };
const METHODS = ["domain_classifier", "pca", "mmd"] as const;
const tableOf = (columns: number[][]) => aq.table(Object.fromEntries(columns.map((column, j) => [`c${j}`, column])));

function close(actual: unknown, expected: number, tolerance = 1e-9): void {
  expect(Math.abs((actual as number) - expected), `${actual} is not ${expected}`).toBeLessThan(tolerance * Math.abs(expected));
}

describe.each(cases.map((one, i) => [i, one] as const))("as scikit-learn and numpy, case %i", (_, one) => {
  const [reference, current] = [tableOf(one.reference), tableOf(one.current)];
  test("reconstruction error", () => {
    const { details } = new DriftDetector({}).detectMultivariateDrift(reference, current, { method: "pca" });
    close(details["statistic"], one.error);
    const { components, byColumn } = details["evidence"] as { components: number; byColumn: Record<string, number> };
    expect(components).toBe(one.components);
    for (const [j, expected] of one.byColumn.entries()) close(byColumn[`c${j}`], expected);
  });
  test("maximum mean discrepancy", () => {
    const { details } = new DriftDetector({}).detectMultivariateDrift(reference, current, { method: "mmd" });
    close(details["statistic"], one.mmd2);
    close((details["evidence"] as { sigma: number }).sigma, one.sigma);
  });
});

const random = new Random(8);
/** x and y go together by `rho`; both alone are standard normal whatever it is. */
function table(n: number, rho: number, extra: Record<string, unknown[]> = {}) {
  const x = Array.from({ length: n }, () => random.normal());
  return aq.table({ x, y: x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * random.normal()), ...extra });
}
const noise = (n: number) => ({
  z: Array.from({ length: n }, () => (random.uniform() < 0.1 ? null : Math.exp(random.normal()))),
  plan: Array.from({ length: n }, () => "abcd"[random.int(4)]),
});

describe.each(METHODS)("%s", (method) => {
  test("finds a rotation that no column shows alone", () => {
    const [reference, current] = [table(400, 0.9), table(300, -0.9)];
    expect(new DriftDetector({}).detectDrift(reference, current).driftedFeatures).toEqual([]);
    const result = new DriftDetector({}).detectMultivariateDrift(reference, current, { method });
    expect(result).toMatchObject({ hasDrift: true, status: "warning", details: { method, columns: ["x", "y"], left: [] } });
    expect(result.details["pValue"]).toBeLessThanOrEqual(0.01);
  });
  test("raises about as many false alarms as alpha says", () => {
    const detector = new DriftDetector({ alpha: 0.1, numericEffectFloor: 0 });
    const draw = () => table(60, 0.5, noise(60));
    let alarms = 0;
    const runs = 80;
    for (let run = 0; run < runs; run++) alarms += Number(detector.detectMultivariateDrift(draw(), draw(), { method }).hasDrift);
    // exact 99.9% limits of 80 trials at 0.1
    expect(alarms).toBeLessThan(19);
    expect(alarms).toBeGreaterThan(0);
  }, 60_000);
  test("the same seed gives the same result; identical tables do not differ", () => {
    const [reference, current] = [table(200, 0.5, noise(200)), table(150, 0.1, noise(150))];
    const result = (seed: number) => ({
      ...new DriftDetector({ seed }).detectMultivariateDrift(reference, current, { method }),
      timestamp: "",
    });
    expect(result(4)).toEqual(result(4));
    expect(new DriftDetector({}).detectMultivariateDrift(reference, reference, { method }).hasDrift).toBe(false);
  });
  test("unusual columns take part by rule or are left out with a reason", () => {
    const n = 80;
    const base = (odd: boolean) =>
      aq.table({
        number: Array.from({ length: n }, (_, i) => (i === 3 ? Number.POSITIVE_INFINITY : i === 5 ? Number.NaN : random.normal())),
        flag: Array.from({ length: n }, () => (random.uniform() < 0.1 ? null : random.uniform() < 0.5)),
        text: Array.from({ length: n }, () => "abcdefghijklmnopqrstuvwxyz"[random.int(26)]),
        big: BigInt64Array.from({ length: n }, () => 2n ** 60n + 4096n * BigInt(random.int(5))),
        id: Array.from({ length: n }, (_, i) => `${odd}${i}`),
        at: Array.from({ length: n }, (_, i) => new Date(i)),
        same: new Array(n).fill(7),
        empty: new Array(n).fill(null),
        typed: odd ? new Array(n).fill("x") : new Array(n).fill(1),
        mixed: Array.from({ length: n }, (_, i) => (i % 2 ? i : `${i}`)),
        target: Array.from({ length: n }, () => random.int(2)),
        ...(odd ? { added: new Array(n).fill(1) } : { gone: new Array(n).fill(1) }),
      });
    const { details, status } = new DriftDetector({ target: "target" }).detectMultivariateDrift(base(false), base(true), { method });
    expect(status).toBe("success");
    const left = Object.fromEntries(
      (details["left"] as { column: string; reason: string }[]).map(({ column, reason }) => [column, reason]),
    );
    expect(left).toEqual({
      id: "near_unique",
      at: "timestamp",
      same: "constant",
      empty: "all_missing",
      typed: "type_changed",
      mixed: "unreadable",
      target: "role",
      added: "missing_in_reference",
      gone: "missing_in_current",
    });
    expect(Number.isFinite(details["statistic"])).toBe(true);
  });
  test("missing values that come in blocks are seen", () => {
    const before = table(200, 0);
    const after = table(200, 0);
    const gaps = (t: typeof before, both: boolean) => {
      const [x, y] = ["x", "y"].map((name) => t.array(name) as (number | null)[]) as [(number | null)[], (number | null)[]];
      for (let i = 0; i < 80; i++) [x[i], y[both ? i : i + 100]] = [null, null];
      return aq.table({ x, y });
    };
    const found = new DriftDetector({}).detectMultivariateDrift(gaps(before, true), gaps(after, false), { method });
    expect(found.hasDrift).toBe(true);
  });
});

test("domain classifier: importances name the columns, also of categories; wrong input is named", () => {
  const plain = (shift: number) => {
    const n = 300;
    return aq.table({
      age: Array.from({ length: n }, () => random.normal() + shift),
      plan: Array.from({ length: n }, () => "abc"[random.int(3)]),
      other: Array.from({ length: n }, () => random.normal()),
    });
  };
  const result = new DriftDetector({}).detectMultivariateDrift(plain(0), plain(2));
  expect(result.message).toMatch(/differ as a whole .* above all by age/);
  const { importances, interval } = result.details["evidence"] as { importances: Record<string, number>; interval: number[] };
  expect(Object.keys(importances)[0]).toBe("age");
  expect(Object.values(importances).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  expect(interval[0]).toBeGreaterThan(0.8);
  const detector = new DriftDetector({});
  const few = plain(0).slice(0, 5);
  expect(detector.detectMultivariateDrift(few, few)).toMatchObject({ status: "skipped", details: { reason: "insufficient_data" } });
  const one = plain(0).select("age");
  expect(detector.detectMultivariateDrift(one, one, { method: "pca" })).toMatchObject({ status: "skipped", message: /too few columns/ });
  expect(() => detector.detectMultivariateDrift(one, one, { method: "lsdd" as never })).toThrow(/lsdd/);
  expect(() => detector.detectMultivariateDrift(one, one, { columns: ["ag"] })).toThrow(/"ag"/);
  const codes = plain(0).assign(aq.table({ code: Array.from({ length: 300 }, () => random.int(60)) }));
  const named = detector.detectMultivariateDrift(codes, codes, { columns: ["code"], categoricalFeatures: ["code"] });
  expect(named).toMatchObject({ hasDrift: false, details: { columns: ["code"] } });
});

test("properties: whatever two tables hold, a finite verdict; a table never drifts from itself", () => {
  const number = fc.oneof(fc.double(), fc.integer({ min: 0, max: 2 }), fc.constant(null));
  const text = fc.constantFrom("a", "b", "c", null);
  const flag = fc.constantFrom(true, false, null);
  const column = (n: number) =>
    fc.oneof(...[number, text, flag].map((value) => fc.array(value as typeof number, { minLength: n, maxLength: n })));
  const tableOfRows = (n: number) => fc.record({ a: column(n), b: column(n), c: fc.array(number, { minLength: n, maxLength: n }) });
  const detector = new DriftDetector({ minRows: 10, alpha: 0.2 });
  fc.assert(
    fc.property(tableOfRows(12), tableOfRows(15), fc.constantFrom(...METHODS), (before, after, method) => {
      const [reference, current] = [aq.table(before), aq.table(after)];
      const { details, status, driftScore } = detector.detectMultivariateDrift(reference, current, { method });
      expect(driftScore >= 0 && driftScore <= 1).toBe(true);
      if (status === "skipped") return;
      expect(Number.isFinite(details["statistic"])).toBe(true);
      expect((details["pValue"] as number) > 0 && (details["pValue"] as number) <= 1).toBe(true);
      expect(JSON.parse(JSON.stringify(details))).toEqual(details);
      expect(detector.detectMultivariateDrift(reference, reference, { method }).hasDrift).toBe(false);
    }),
    { numRuns: 60 },
  );
});
