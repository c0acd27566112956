import { describe, expect, it } from "vitest";
import type { MonitoringDetails } from "../stage/monitoring-details.ts";
import { renderRunReport } from "./run-report.ts";

const metric = (value: number | null, half = 0.02) => ({
  ...{ value, n: 500, interval: value === null ? null : ([value - half, value + half] as const) },
  ...(value === null ? { reason: "there are no rows" } : {}),
});
const month = (i: number) => `2024-${String(i + 1).padStart(2, "0")}`;
const span = (i: number) => ({
  label: month(i),
  start: `${month(i)}-01T00:00:00.000Z`,
  end: `${month(i + 1)}-01T00:00:00.000Z`,
  partial: i === 2,
});
const tested = {
  kind: "numeric",
  method: "ks",
  effectMeasure: "ks_distance",
  floor: 0.1,
  alpha: 0.05,
  missing: { reference: 0, current: 0.125 },
};

const details: MonitoringDetails = {
  ...{ hasDrift: true, driftScore: 0.5, driftedFeatures: ["a<b"], model: { name: "m", version: "1" } },
  reference: { name: "before.csv", rows: 1000 },
  current: { name: "now.csv", rows: 1500 },
  drift: {
    ...{ message: "", hasDrift: true, driftScore: 0.5, driftedFeatures: ["a<b"], driftShare: 0.4 },
    ...{ correction: "benjamini_hochberg", compared: 2, critical: ["a<b"] },
    features: [
      { ...tested, name: "a<b", effect: 0.6, pValue: 0, adjustedPValue: 0, drifted: true },
      { ...tested, name: "plan", effect: 0.02, pValue: 0.4, adjustedPValue: 0.4, drifted: false },
      { ...tested, name: "id", method: null, effect: 0, pValue: null, adjustedPValue: null, drifted: false, reason: "near_unique" },
    ],
    distributions: [
      { name: "a<b", kind: "numeric", labels: ["0–1", "1–2"], edges: [0, 1, 2], reference: [0.5, 0.5], current: [0.1, 0.9] },
      { name: "plan", kind: "categorical", labels: ["basic", "a plan with a long name"], reference: [0.5, 0.5], current: [0.4, 0.6] },
    ],
    windows: [0, 1, 2].map((i) => ({
      ...{ ...span(i), rows: 500, compared: i < 2, hasDrift: i === 1, driftScore: i / 2, driftedFeatures: i === 1 ? ["a<b"] : [] },
      effects: i < 2 ? { "a<b": 0.6 * i, plan: 0.02 } : {},
    })),
  },
  performance: {
    task: "binary",
    overall: { n: 1400, metrics: { auc: metric(0.85, 0.01), recall: metric(0.7) } },
    windows: [0, 1, 2].map((i) => ({
      ...{ ...span(i), rows: 500, n: i < 2 ? 500 : 0 },
      metrics: { auc: metric([0.9, 0.7, null][i] as number | null), recall: metric([0.8, 0.6, null][i] as number | null) },
    })),
    excluded: { timestamp: 0, truth: 100, prediction: 0, score: 0 },
    thresholds: { recall: { min: 0.5, max: 0.99 } },
    bands: [{ metric: "auc", value: 0.9, interval: [0.89, 0.91], n: 1000, mean: 0.89, spread: 0.0125, limit: 0.855, bound: "min" }],
    breaches: [{ metric: "auc", window: month(1), start: span(1).start, value: 0.7, bound: "min", threshold: 0.855, by: "reference" }],
  },
  performanceReference: { name: "before.csv", rows: 1000, inSample: false },
  labels: { rows: 1500, labelled: 1400, unused: 3 },
  files: { metrics: "/x/runs/r/monitoring/watch/metrics.prom" },
};

const predictions = {
  ...{ ...tested, name: "score", effect: 0.31, pValue: 0, adjustedPValue: 0.0004, drifted: true },
  distribution: { name: "score", kind: "numeric", labels: ["0–1", "1–2"], edges: [0, 1, 2], reference: [0.5, 0.5], current: [0.25, 0.75] },
} as const;

const pageOf = (given: MonitoringDetails, status: "warning" | "success" = "warning") =>
  renderRunReport({
    ...{ name: "watched", runId: "r", status, environment: "development" },
    ...{ startedAt: "2026-01-01T00:00:00.000Z", finishedAt: "2026-01-01T00:00:02.000Z" },
    stages: [
      {
        ...{ name: "watch", kind: "monitoring", status, attempts: 1 },
        result: { status, message: "", timestamp: "2026-01-01T00:00:02.000Z", details: given as unknown as Record<string, never> },
      },
    ],
  });

describe("what a monitoring stage found", () => {
  const page = pageOf(details);

  it("gives the verdicts first, with the figures they rest on", () => {
    expect(page).toContain("1 of 2 features drifted (50%; drift from 40% on): a&lt;b. Critical: a&lt;b.");
    expect(page).toContain(
      "Out of bounds in 1 of 3 windows; the worst: AUC 0.7000 in 2024-02, below the limit that the reference sets, 0.8550.",
    );
    expect(page.indexOf("features drifted")).toBeLessThan(page.indexOf("Drift: watch"));
    expect(page).toMatch(/badge bad">alarm<\/span><\/b><span>performance over 3 windows/);
  });

  it("ranks features with effect, floor, p and what is missing", () => {
    const table = page.slice(page.indexOf("Every feature"), page.indexOf("Performance: watch"));
    const row = (name: string) =>
      table
        .slice(table.indexOf(`<code>${name}</code>`))
        .replace(/<[^>]+>/g, "|")
        .replace(/\|+/g, "|");
    expect(row("a&lt;b")).toMatch(/^\|a&lt;b\|drifted\|0\.6000\|0\.1000\|&lt; 1e-300\|0\.0500\|0% → 12\.5%\|ks \(ks distance\)/);
    expect(row("plan")).toMatch(/^\|plan\|as before\|0\.0200\|0\.1000\|0\.400/);
    expect(row("id")).toMatch(/^\|id\|near unique\|–/);
  });

  it("draws each chart with a description, escaped", () => {
    const described = [...page.matchAll(/<svg role="img" aria-label="([^"]+)"/g)].map(([, text]) => text);
    expect(described).toEqual([
      "Effect of drift by feature: a&lt;b 0.6000 (drifted), plan 0.0200",
      "a&lt;b in the reference and now; most changed: 0–1 −40.0 points, 1–2 +40.0 points",
      "plan in the reference and now; most changed: basic −10.0 points, a plan with a long name +10.0 points",
      "Effect of each feature&#39;s drift by window; windows with drift: 2024-02",
      "AUC by window; out of bounds: 2024-02 0.7000",
      "Recall by window; no window is out of bounds",
    ]);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect(page).not.toContain("a<b");
  });

  it("tells whether what the model says has moved, where that is known", () => {
    expect(page).not.toContain("What the model says");
    const moved = pageOf({ ...details, drift: { ...details.drift, predictions } });
    expect(moved).toContain('badge warn">moved</span> Effect 0.3100 (ks distance; floor 0.1000), p 4.0e-4.');
    expect(moved).toContain('aria-label="score in the reference and now; most changed: 0–1 −25.0 points, 1–2 +25.0 points"');
    expect(pageOf({ ...details, drift: { ...details.drift, predictions: { ...predictions, method: null, drifted: false } } })).toContain(
      "not compared",
    );
  });

  it("shows limits, thresholds, empty and partial windows, and what was left out", () => {
    for (const line of ["reference 0.9000", "limit 0.8550", "least 0.5000", "most 0.9900"]) expect(page).toContain(`>${line}<`);
    expect(page).toContain("Labels have arrived for 1,400 of 1,500 rows (93.3%); 3 labels belong to no row. Left out: 100 without truth.");
    expect(page).toContain('badge plain">no rows');
    expect(page).toContain("<code>r/monitoring/watch/metrics.prom</code>");
  });

  it("says why there is no performance, and that nothing judges it", () => {
    expect(pageOf({ ...details, performance: null, performanceReason: "no target is named" })).toContain("no target is named");
    const performance = {
      ...(details.performance as NonNullable<MonitoringDetails["performance"]>),
      bands: [],
      thresholds: {},
      breaches: [],
    };
    expect(pageOf({ ...details, performance })).toContain("There are no thresholds, and no reference with labels.");
  });

  it("stays small where there are thousands of windows", () => {
    const many = Array.from({ length: 3000 }, (_, i) => i);
    const windows = many.map((i) => ({ ...(details.performance?.windows[0] as object), label: `w${i}` })) as never[];
    const performance = { ...details.performance, windows } as unknown as MonitoringDetails["performance"];
    const drift = { ...details.drift, windows: many.map((i) => ({ ...details.drift.windows[1], label: `w${i}` })) as never[] };
    const long = pageOf({ ...details, performance, drift });
    expect(long).toContain("The latest 60 of 3000 windows.");
    expect(long.length).toBeLessThan(400_000);
  });
});
