import { execFileSync } from "node:child_process";
import { Random } from "@mlops/core/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aq, ConfigError, DriftDetector, DriftMethodName } from "./index.ts";

const NUMERIC = DriftMethodName.options.filter((name) => !["g_test", "fisher", "z"].includes(name));
const random = new Random(8);
const normal = (n: number, shift = 0) => Array.from({ length: n }, () => random.normal() + shift);
const pick = (n: number, values: readonly string[]) => Array.from({ length: n }, () => values[random.int(values.length)] as string);
interface Verdict {
  name: string;
  drifted: boolean;
  method: string | null;
  effect: number;
  reason?: string;
}
const verdicts = (details: Record<string, unknown>) => Object.fromEntries((details["features"] as Verdict[]).map((one) => [one.name, one]));

test("the configuration is public, with its defaults", () => {
  const detector = new DriftDetector({ criticalFeatures: ["x"] });
  expect(detector.config).toMatchObject({ criticalFeatures: ["x"], alpha: 0.05, driftShare: 0.5, minRows: 30 });
  expect(detector.logger.name).toBe("drift_detector");
});

test("a wrong configuration names the field", () => {
  expect(() => new DriftDetector({ alpha: 3 })).toThrow(/monitoringConfig\.alpha/);
  expect(() => new DriftDetector({ columns: { x: { method: "magic" as "ks" } } })).toThrow(ConfigError);
  const texts = aq.table({ x: pick(40, ["a", "b"]) });
  expect(() => new DriftDetector({ columns: { x: { method: "ks" } } }).detectDrift(texts, texts)).toThrow(/columns\.x\.method/);
  expect(() => new DriftDetector({ criticalFeatures: ["y"] }).detectDrift(texts, texts)).toThrow(/no column "y"/);
  expect(() => new DriftDetector({}).detectDrift(texts, texts, { numericalFeatures: ["x"] })).toThrow(/string, not numeric/);
});

describe("the verdict", () => {
  const reference = aq.table({ same: normal(500), moved: normal(500), city: pick(500, ["Rome", "Oslo"]) });
  const current = aq.table({ same: normal(400), moved: normal(400, 1), city: pick(400, ["Rome", "Bern"]) });
  test("names what drifted, by share or by a critical feature", () => {
    const result = new DriftDetector({ driftShare: 0.6 }).detectDrift(reference, current);
    expect(result).toMatchObject({ status: "warning", hasDrift: true, driftedFeatures: ["moved", "city"], driftScore: 2 / 3 });
    expect(verdicts(result.details)["city"]).toMatchObject({ method: "chi_squared", evidence: { unseen: ["Bern"], vanished: ["Oslo"] } });
    expect(new DriftDetector({ driftShare: 0.7 }).detectDrift(reference, current).hasDrift).toBe(false);
    expect(new DriftDetector({ driftShare: 0.7, criticalFeatures: ["city"] }).detectDrift(reference, current).hasDrift).toBe(true);
  });
  test.each(NUMERIC)("%s sees the shift, and its swap", (method) => {
    const detector = new DriftDetector({ columns: { moved: { method }, same: { method } } });
    const there = verdicts(detector.detectDrift(reference, current).details);
    const back = verdicts(detector.detectDrift(current, reference).details);
    expect(there["moved"]).toMatchObject({ drifted: true, method });
    expect(there["same"]?.drifted).toBe(false);
    if (method !== "kl") expect(back["moved"]?.effect).toBeCloseTo(there["moved"]?.effect as number, 12); // a divergence has a direction
  });
  test("asynchronously is the same, tells progress and can be aborted", async () => {
    const detector = new DriftDetector({});
    const steps: number[] = [];
    const later = await detector.detectDriftAsync(reference, current, { workers: 2, onProgress: (done) => steps.push(done) });
    expect({ ...later, timestamp: "" }).toEqual({ ...detector.detectDrift(reference, current), timestamp: "" });
    expect(steps).toEqual([1, 2, 3]);
    const stop = new AbortController();
    const run = detector.detectDriftAsync(reference, current, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("degenerate columns are defined, and none stops the others", () => {
  const n = 100;
  const ids = Array.from({ length: n }, (_, i) => `id${i}`);
  const holes = normal(n).map((value, i) => (i % 2 === 0 ? null : value));
  const shared = { constant: Array(n).fill(3), nothing: Array(n).fill(null), ids, at: ids.map((_, i) => new Date(i)), moved: normal(n) };
  const reference = aq.table({
    ...shared,
    gone: normal(n),
    typed: normal(n),
    mixed: normal(n),
    filled: normal(n),
    emptied: normal(n),
    far: normal(n),
  });
  const current = aq.table({
    ...shared,
    moved: normal(n, 2),
    typed: pick(n, ["a", "b"]),
    mixed: [...normal(n - 1), "x"],
    filled: holes,
    emptied: Array(n).fill(Number.NaN),
    far: normal(n).map((value, i) => (i < 30 ? Number.POSITIVE_INFINITY : value)),
    added: normal(n),
  });
  const found = verdicts(new DriftDetector({}).detectDrift(reference, current).details);
  expect(found["constant"]).toMatchObject({ drifted: false, reason: "constant", effect: 0 });
  expect(found["nothing"]).toMatchObject({ drifted: false, reason: "all_missing", effect: 0 });
  expect(found["ids"]).toMatchObject({ drifted: false, reason: "near_unique" });
  expect(found["at"]).toMatchObject({ drifted: false, reason: "timestamp" });
  expect(found["gone"]).toMatchObject({ drifted: true, reason: "missing_in_current", effect: 1 });
  expect(found["added"]).toMatchObject({ drifted: true, reason: "missing_in_reference", effect: 1 });
  expect(found["typed"]).toMatchObject({ drifted: true, reason: "type_changed", effect: 1 });
  expect(found["mixed"]).toMatchObject({ drifted: true, reason: "unreadable", effect: 1 });
  expect(found["filled"]).toMatchObject({ drifted: true, method: "missingness", effect: 0.5 });
  expect(found["emptied"]).toMatchObject({ drifted: true, method: "missingness", effect: 1 });
  expect(found["far"]).toMatchObject({ drifted: true, method: "infinities", effect: expect.closeTo(0.3) });
  expect(found["moved"]?.drifted).toBe(true);
  const few = aq.table({ x: normal(10) });
  expect(new DriftDetector({}).detectDrift(few, few)).toMatchObject({
    status: "skipped",
    hasDrift: false,
    details: { reason: "insufficient_data" },
  });
});

test("columns with a role are no features, unless named", () => {
  const roles = { target: "y", prediction: "p", score: "s", timestamp: "t", labels: { source: { path: "labels.csv" }, key: "id" } };
  const table = (shift: number) => aq.table(Object.fromEntries(["y", "p", "s", "t", "id", "x"].map((name) => [name, normal(50, shift)])));
  const detector = new DriftDetector(roles);
  expect(detector.detectDrift(table(0), table(3)).driftedFeatures).toEqual(["x"]);
  expect(detector.detectDrift(table(0), table(3), { numericalFeatures: ["p"] }).driftedFeatures).toEqual(["p", "x"]);
});

test.each([
  ["subnormal gaps", [null, 0, 0, null, 0, 0, 0, 0], [null, null, 0, null, null, 0, 1e-323, 3.552713678800501e-15]],
  ["gaps beyond the largest double", [-1.7e308, 1.7e308, 1.6e308, 1.5e308], [1.7e308, 1.7e308, -1.6e308, 0]],
  ["infinities alone", [Infinity, Infinity, -Infinity, -Infinity], [Infinity, Infinity, Infinity, -Infinity]],
])("wasserstein stays finite with %s", (_name, before, after) => {
  const detector = new DriftDetector({ minRows: 3, columns: { x: { method: "wasserstein" } } });
  const { details } = detector.detectDrift(aq.table({ x: before }), aq.table({ x: after }));
  const [feature] = details["features"] as unknown as { statistic: number; pValue: number; effect: number }[];
  for (const value of [feature?.statistic, feature?.pValue, feature?.effect]) expect(Number.isFinite(value)).toBe(true);
});

test("properties: effects in [0, 1], identical tables never drift, row order is nothing", () => {
  const number = fc.oneof(fc.double(), fc.integer({ min: 0, max: 3 }), fc.constant(null));
  const column = fc.array(number, { minLength: 8, maxLength: 60 });
  fc.assert(
    fc.property(column, column, fc.constantFrom(...NUMERIC), (a, b, method) => {
      const detector = new DriftDetector({ minRows: 3, columns: { x: { method } } });
      const [left, right] = [aq.table({ x: a }), aq.table({ x: b })];
      const one = detector.detectDrift(left, right);
      for (const effect of Object.values(one.featureDriftScores)) expect(effect >= 0 && effect <= 1).toBe(true);
      expect(detector.detectDrift(left, left).driftedFeatures).toEqual([]);
      const turned = detector.detectDrift(aq.table({ x: [...a].reverse() }), right);
      expect({ ...turned, timestamp: "" }).toEqual({ ...one, timestamp: "" });
    }),
    { numRuns: 150 },
  );
});

test("concept drift: a rise of the loss of classes and of numbers, and none", () => {
  const detector = new DriftDetector({});
  const rate = (i: number) => (i < 500 ? 0.1 : 0.5);
  const truth = pick(1000, ["yes", "no"]);
  const given = truth.map((label, i) => (random.uniform() < rate(i) ? "other" : label));
  const classes = detector.detectConceptDrift(truth, given);
  expect(classes).toMatchObject({ hasDrift: true, details: { method: "ddm", n: 1000, missing: 0 } });
  expect((classes.details["alarms"] as number[])[0]).toBeGreaterThan(499);
  const values = normal(1000).map((value) => value * 1000);
  const near = values.map((value, i) => (i === 3 ? null : value + random.normal() * (i < 500 ? 100 : 300)));
  const numbers = detector.detectConceptDrift(values, near);
  expect(numbers).toMatchObject({ hasDrift: true, details: { method: "page_hinkley", n: 999, missing: 1 } });
  expect((numbers.details["alarms"] as number[])[0]).toBeGreaterThan(499);
  expect(detector.detectConceptDrift(values.slice(0, 500), near.slice(0, 500)).hasDrift).toBe(false);
  expect(detector.detectConceptDrift([1], [1])).toMatchObject({ status: "skipped", details: { reason: "insufficient_data" } });
  expect(() => detector.detectConceptDrift([1], [1, 2])).toThrow(/2 rows, not 1/);
  expect(() => detector.detectConceptDrift(values, near, { method: "ddm" })).toThrow(/not classes/);
});

function loadedBy(name: string): string[] {
  const program = `import { registerHooks } from "node:module";
const loaded = new Set();
registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
await import("${name}");
console.log([...loaded].join("\\n"));`;
  const output = execFileSync(process.execPath, ["--conditions=@mlops/source", "--input-type=module", "-e", program], {
    cwd: new URL("..", import.meta.url),
    encoding: "utf8",
  });
  return output.split("\n");
}

test("importing the package loads no HTTP client, YAML parser, DuckDB or logger, and a thread no table and no schemas", () => {
  const loaded = loadedBy("@mlops/drift-detection");
  expect(loaded.some((url) => url.endsWith("drift-detector.ts"))).toBe(true);
  expect(loaded.filter((url) => /node_modules\/(undici|yaml|pino|@duckdb)\//.test(url))).toEqual([]);
  const thread = loadedBy("@mlops/drift-detection/worker");
  expect(thread.some((url) => url.endsWith("compare-feature.ts"))).toBe(true);
  expect(thread.filter((url) => /node_modules\/(undici|yaml|pino|@duckdb|arquero|zod)\//.test(url))).toEqual([]);
});
