import { Random } from "@mlops/core/stats";
import { bigIntColumn, makeTable, stringColumn } from "@mlops/core/table";
import { describe, expect, test } from "vitest";
import { aq, type ColumnTable, DataError, DriftDetector, type MonitoringOptions } from "./index.ts";

const random = new Random(3);
const N = 200;
const fill = <T>(value: T, n = N): T[] => Array.from({ length: n }, () => value);
const normal = (n = N) => Array.from({ length: n }, () => random.normal());

interface Feature {
  readonly name: string;
  readonly drifted: boolean;
  readonly reason?: string;
  readonly method: string | null;
  readonly effect: number;
  readonly pValue: number | null;
}

function detect(
  reference: object,
  current: object,
  config: MonitoringOptions = {},
  as: (data: object) => ColumnTable = (data) => aq.table(data as never),
) {
  const result = new DriftDetector(config).detectDrift(as(reference), as(current));
  const features = result.details["features"] as unknown as Feature[];
  for (const { effect, pValue } of features) {
    expect(effect >= 0 && effect <= 1).toBe(true);
    expect(pValue === null || (pValue >= 0 && pValue <= 1)).toBe(true);
  }
  expect(JSON.parse(JSON.stringify(result))).toEqual({ ...result }); // neither NaN nor infinite
  return { result, of: (name: string) => features.find((one) => one.name === name) as Feature };
}

/** One column each, beside one that drifts: whatever the column holds, the other is still found. */
const good = () => ({ good: normal() });
const moved = () => ({ good: normal().map((x) => x + 2) });

test.each<[string, unknown[], unknown[], Partial<Feature>]>([
  ["constant on both sides", fill(3), fill(3), { drifted: false, reason: "constant" }],
  ["constant, and another constant", fill(3), fill(4), { drifted: true, effect: 1 }],
  ["constant, then not", fill(0), normal(), { drifted: true }],
  ["all null", fill(null), fill(null), { drifted: false, reason: "all_missing" }],
  ["all null on one side", fill(null), normal(), { drifted: true, method: "missingness", effect: 1 }],
  ["all NaN", fill(Number.NaN), fill(Number.NaN), { drifted: false, reason: "all_missing" }],
  ["all NaN on one side", normal(), fill(Number.NaN), { drifted: true, method: "missingness", effect: 1 }],
  [
    "NaN where null was",
    normal().map((x, i) => (i % 2 ? x : null)),
    normal().map((x, i) => (i % 2 ? x : Number.NaN)),
    { drifted: true, method: "missingness" },
  ],
  [
    "null and undefined mixed",
    normal().map((x, i) => (i % 4 ? x : i % 8 ? null : undefined)),
    normal().map((x, i) => (i % 4 ? x : undefined)),
    { drifted: false, method: "ks" },
  ],
  ["infinities alone", fill(Number.POSITIVE_INFINITY), fill(Number.POSITIVE_INFINITY), { drifted: false, reason: "all_missing" }],
  [
    "infinities that turn their sign",
    fill(Number.POSITIVE_INFINITY),
    fill(Number.NEGATIVE_INFINITY),
    { drifted: true, method: "infinities", effect: 1 },
  ],
  [
    "infinities that appear",
    normal(),
    normal().map((x, i) => (i % 3 ? x : Number.POSITIVE_INFINITY)),
    { drifted: true, method: "infinities" },
  ],
  ["numbers, then texts", normal(), fill("a"), { drifted: true, reason: "type_changed" }],
  ["texts, then booleans", fill("a"), fill(true), { drifted: true, reason: "type_changed" }],
  ["mixed types", normal(), [1, "a", ...normal(N - 2)], { drifted: true, reason: "unreadable" }],
  ["objects", normal(), fill({}), { drifted: true, reason: "unreadable" }],
  ["dates", fill(new Date(0)), fill(new Date(1e12)), { drifted: false, reason: "timestamp" }],
  ["an invalid date", fill(new Date(0)), fill(new Date(Number.NaN)), { drifted: true, reason: "unreadable" }],
  [
    "integers beyond 2^53",
    Array.from({ length: N }, (_, i) => 2n ** 60n + BigInt(i) * 2n ** 40n),
    Array.from({ length: N }, (_, i) => 2n ** 61n + BigInt(i) * 2n ** 40n),
    { drifted: true, method: "ks", effect: 1 },
  ],
  ["the ends of the doubles", normal().map((x) => x * 1e308), normal().map((x) => x * 1e-320), { drifted: true }],
  ["categories that never occurred", fill("a"), fill("b"), { drifted: true, effect: 1 }],
])("%s", (_name, before, after, expected) => {
  const { result, of } = detect({ bad: before, ...good() }, { bad: after, ...moved() });
  expect(of("bad")).toMatchObject(expected);
  expect(result.driftedFeatures).toContain("good");
});

describe("tables", () => {
  test("without rows, without columns, and of one row", () => {
    expect(detect({ x: [] }, { x: [] }).result).toMatchObject({ status: "skipped", hasDrift: false });
    expect(detect({ x: normal() }, { x: [] }).of("x").reason).toBe("insufficient_data");
    expect(detect({}, {}, {}, () => aq.table({})).result).toMatchObject({ status: "skipped", driftScore: 0 });
    expect(detect({ x: [1] }, { x: [2] }).of("x").reason).toBe("insufficient_data");
    const one = detect({ x: [1], c: ["a"] }, { x: [2], c: ["b"] }, { minRows: 1 });
    expect(one.result.driftedFeatures).toEqual([]);
  });
  test("with a column on one side", () => {
    const { result, of } = detect({ ...good(), gone: normal() }, { ...moved(), fresh: normal() });
    expect(of("gone").reason).toBe("missing_in_current");
    expect(of("fresh").reason).toBe("missing_in_reference");
    expect(result.driftedFeatures).toEqual(["good", "gone", "fresh"]);
  });
  test("every method defines what it says of them", () => {
    const methods = [
      "ks",
      "wasserstein",
      "anderson",
      "cramer_von_mises",
      "energy",
      "mann_whitney",
      "t",
      "psi",
      "kl",
      "hellinger",
      "l_infinity",
    ] as const;
    const numbers = {
      constant: fill(1),
      single: [...fill(null, N - 1), 5],
      infinite: fill(Number.POSITIVE_INFINITY),
      huge: normal().map((x) => x * 1e308),
    };
    for (const method of methods) {
      const columns = Object.fromEntries(Object.keys(numbers).map((name) => [name, { method }]));
      const { result } = detect(numbers, numbers, { columns, minRows: 1 });
      expect(result.driftedFeatures, method).toEqual([]);
    }
    for (const method of ["g_test", "fisher", "z", "chi_squared", "total_variation"] as const)
      expect(detect({ c: fill("a") }, { c: fill("a") }, { columns: { c: { method } } }).result.driftedFeatures, method).toEqual([]);
  });
});

test("dates are compared where they are named", () => {
  const days = (from: number) => Array.from({ length: N }, (_, i) => new Date((from + i) * 86_400_000));
  expect(detect({ at: days(0) }, { at: days(100) }, { numericalFeatures: ["at"] }).of("at")).toMatchObject({
    drifted: true,
    method: "ks",
    effect: 0.5,
  });
  expect(detect({ at: fill(new Date(0)) }, { at: fill(new Date(1)) }, { categoricalFeatures: ["at"] }).of("at").drifted).toBe(true);
});

test("texts named as numbers are refused, naming the column", () => {
  const run = () => detect({ t: fill("a") }, { t: fill("a") }, { numericalFeatures: ["t"] });
  expect(run).toThrow(expect.toSatisfy((error) => DataError.isInstance(error) && /"t"/.test(error.message)));
});

describe("a million categories", () => {
  const size = 1_000_000;
  const words = Array.from({ length: size }, (_, i) => `w${i}`);
  const codes = Int32Array.from({ length: size }, (_, i) => i);
  const ids = makeTable({ id: stringColumn(codes, words), big: bigIntColumn(BigInt64Array.from({ length: size }, (_, i) => BigInt(i))) });
  test("are taken for identifiers", () => {
    const result = new DriftDetector({}).detectDrift(ids, ids);
    expect((result.details["features"] as unknown as Feature[])[0]).toMatchObject({ reason: "near_unique", drifted: false });
  });
  test("are compared where they are named, beside a small sample too", () => {
    const detector = new DriftDetector({ categoricalFeatures: ["id"] });
    const few = makeTable({ id: stringColumn(codes.subarray(0, 20_000), words.slice(0, 20_000)) });
    const same = detector.detectDrift(few, few);
    expect(same.driftedFeatures).toEqual([]);
    const fresh = makeTable({
      id: stringColumn(
        Int32Array.from({ length: 500 }, (_, i) => i),
        words.slice(500_000, 500_500),
      ),
    });
    const moved = detector.detectDrift(few, fresh).details["features"] as unknown as (Feature & { evidence: { unseenCount: number } })[];
    expect(moved[0]?.evidence.unseenCount).toBe(500);
  });
});
