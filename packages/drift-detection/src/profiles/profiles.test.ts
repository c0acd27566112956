import { mergeProfiles } from "@mlops/core/profile";
import { Random } from "@mlops/core/stats";
import { describe, expect, test } from "vitest";
import { aq, ConfigError, DriftDetector, profileLike, profileTable, readProfile, updateProfile } from "../index.ts";

const random = new Random(11);
const normal = (n: number, shift = 0) => Array.from({ length: n }, () => random.normal() + shift);
const pick = (n: number, values: readonly (string | null)[]) =>
  Array.from({ length: n }, () => values[random.int(values.length)] as string | null);
const saved = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const columns = (n: number, shift: number, cities: readonly (string | null)[]) => ({
  same: normal(n),
  moved: normal(n, shift),
  few: Array.from({ length: n }, () => random.int(4) + (shift > 0 ? random.int(2) * 3 : 0)),
  city: pick(n, cities),
  flag: Array.from({ length: n }, () => random.int(2) === 0),
  holes: normal(n).map((x) => (random.uniform() < (shift > 0 ? 0.4 : 0.02) ? null : x)),
  at: Array.from({ length: n }, (_, i) => new Date(i)),
  ids: Array.from({ length: n }, (_, i) => `id${i}`),
});
const reference = aq.table({ ...columns(3000, 0, ["Rome", "Oslo", null]), gone: normal(3000), emptied: pick(3000, ["a", "b"]) });
const current = aq.table({ ...columns(2000, 1, ["Rome", "Bern", null]), fresh: normal(2000), emptied: Array(2000).fill(null) });

interface Feature {
  name: string;
  method: string | null;
  statistic: number;
  pValue: number | null;
  drifted: boolean;
  reason?: string;
  evidence: Record<string, never>;
}
const features = (details: Record<string, unknown>) => Object.fromEntries((details["features"] as Feature[]).map((one) => [one.name, one]));

describe("a saved profile", () => {
  const profile = readProfile(saved(profileTable(reference)));
  test("gives a table the verdict that the tables give: categories exactly, numbers within bounds", () => {
    const detector = new DriftDetector({});
    const tables = detector.detectDrift(reference, current);
    const found = detector.detectDrift(profile, current);
    expect(found.driftedFeatures).toEqual(tables.driftedFeatures);
    const [a, b] = [features(tables.details), features(found.details)];
    for (const name of ["few", "city", "flag"])
      expect([b[name]?.statistic, b[name]?.pValue]).toEqual([a[name]?.statistic, a[name]?.pValue]);
    for (const name of ["same", "moved"]) {
      const { low, high } = (b[name] as Feature).evidence["bound"] as unknown as { low: number; high: number };
      const exact = a[name]?.statistic as number;
      expect(low <= exact && exact <= high && high - low < 0.03).toBe(true);
      expect(b[name]).toMatchObject({ method: "ks", statistic: low });
    }
    for (const [name, reason] of Object.entries({
      at: "timestamp",
      ids: "near_unique",
      gone: "missing_in_current",
      fresh: "missing_in_reference",
    }))
      expect(b[name]?.reason).toBe(reason);
    expect(b["holes"]).toMatchObject({ method: "missingness", drifted: true });
    expect(b["emptied"]).toMatchObject({ method: "missingness", drifted: true });
  });

  test("compares with another one, and with a table on the other side", () => {
    const detector = new DriftDetector({});
    const like = saved(profileLike(profile, current));
    const byTable = detector.detectDrift(profile, current);
    expect({ ...detector.detectDrift(profile, like), timestamp: "" }).toEqual({ ...byTable, timestamp: "" });
    expect(detector.detectDrift(current, profile).driftedFeatures.sort()).toEqual([...byTable.driftedFeatures].sort());
    expect(detector.detectDrift(profile, profile).driftedFeatures).toEqual([]);
  });

  test("grows by tables and by other profiles", () => {
    const half = (side: 0 | 1) =>
      aq.table(
        Object.fromEntries(["same", "city"].map((name) => [name, (reference.array(name) as unknown[]).filter((_, i) => i % 2 === side)])),
      );
    const whole = profileTable(aq.table({ same: reference.array("same"), city: reference.array("city") }));
    const updated = updateProfile(profileTable(half(0)), half(1));
    const merged = mergeProfiles(profileTable(half(0)), profileTable(half(1)));
    const detector = new DriftDetector({});
    for (const grown of [updated, merged]) {
      expect(grown.rows).toBe(3000);
      expect(grown.columns["city"]).toEqual(whole.columns["city"]);
      expect(detector.detectDrift(grown, current.select("same", "city")).driftedFeatures).toEqual(["city"]);
    }
  });

  test.each(["wasserstein", "psi", "jensen_shannon", "kl", "hellinger", "total_variation", "l_infinity", "chi_squared"] as const)(
    "by %s",
    (method) => {
      const settings = { same: { method }, moved: { method }, few: { method } };
      const found = features(new DriftDetector({ columns: settings }).detectDrift(profile, current).details);
      expect(found["moved"]).toMatchObject({ method, drifted: true });
      expect(found["same"]).toMatchObject({ method, drifted: false });
    },
  );

  test("says what it cannot do, naming the column", () => {
    const numbers = current.select("moved");
    const only = readProfile(saved(profileTable(reference.select("moved"))));
    const refused = (run: () => unknown, what: RegExp) =>
      expect(run).toThrow(expect.toSatisfy((e) => ConfigError.isInstance(e) && what.test(e.message)));
    refused(
      () => new DriftDetector({ columns: { moved: { method: "anderson" } } }).detectDrift(only, numbers),
      /columns\.moved\.method.*needs the values/,
    );
    refused(
      () => new DriftDetector({ columns: { moved: { method: "psi" } } }).detectDrift(only, profileTable(numbers)),
      /columns\.moved\.method.*same bins/,
    );
    refused(() => new DriftDetector({ categoricalFeatures: ["moved"] }).detectDrift(only, numbers), /"moved"/);
  });
});

test("what is no profile is refused with the place", () => {
  const good = saved(profileTable(aq.table({ x: [1, 2], c: ["a", "b"] })));
  expect(readProfile(good).rows).toBe(2);
  const broken = (change: (profile: { columns: { x: object; c: object } }) => void) => {
    const copy = saved(good) as never;
    change(copy);
    return () => readProfile(copy);
  };
  expect(() => readProfile(null)).toThrow(/version is missing/);
  expect(broken((p) => Object.assign(p, { rows: -1 }))).toThrow(/number of rows/);
  expect(broken((p) => Object.assign(p, { columns: null }))).toThrow(/no columns/);
  expect(broken((p) => Object.assign(p.columns.x, { missing: "1" }))).toThrow(/column "x".*counts/);
  expect(broken((p) => Object.assign(p.columns.x, { sketch: { upTo: [1], counts: [] } }))).toThrow(/column "x".*histogram/);
  expect(broken((p) => Object.assign(p.columns.c, { categories: [1] }))).toThrow(/column "c".*categories/);
  expect(broken((p) => Object.assign(p.columns.c, { kind: "list" }))).toThrow(/column "c".*kind/);
});
