import { Random } from "@mlops/core/stats";
import { describe, expect, test } from "vitest";
import { aq, ConfigError, DriftDetector, profileTable } from "../index.ts";

const random = new Random(4);
const DAY = 86_400_000;
const days = 6;
const perDay = 100;
const current = aq.table({
  x: Array.from({ length: days * perDay }, (_, i) => random.normal() + (i >= 4 * perDay ? 2 : 0)),
  steady: Array.from({ length: days * perDay }, () => random.normal()),
  at: Array.from({ length: days * perDay }, (_, i) =>
    i === 3 ? null : new Date(Date.UTC(2024, 0, 29) + Math.floor(i / perDay) * DAY + i),
  ),
  city: Array.from({ length: days * perDay }, (_, i) => ["Rome", "Oslo"][i % 2]),
});
const reference = aq.table({
  x: Array.from({ length: 500 }, () => random.normal()),
  steady: Array.from({ length: 500 }, () => random.normal()),
  at: Array(500).fill(new Date(0)),
  city: Array.from({ length: 500 }, (_, i) => ["Rome", "Oslo"][i % 2]),
});
const names = (parts: readonly { name: string }[]) => parts.map(({ name }) => name);
const drifted = (parts: readonly { name: string; result: { driftedFeatures: string[] } }[]) =>
  parts.filter(({ result }) => result.driftedFeatures.includes("x")).map(({ name }) => name.slice(0, 10));

describe("windows", () => {
  const daily = new DriftDetector({ timestamp: "at", window: { by: "time", size: "day" } });
  test("beside a baseline, a table or a profile", () => {
    const parts = daily.detectDriftByWindow(reference, current);
    expect(names(parts)[0]).toBe("2024-01-29T00:00:00.000Z");
    expect(parts.map(({ rows }) => rows)).toEqual([99, 100, 100, 100, 100, 100]);
    expect(drifted(parts)).toEqual(["2024-02-02", "2024-02-03"]);
    expect(drifted(daily.detectDriftByWindow(profileTable(reference), current))).toEqual(["2024-02-02", "2024-02-03"]);
  });
  test("beside the one before, and beside the first", () => {
    expect(drifted(daily.detectDriftByWindow(null, current, { against: "previous" }))).toEqual(["2024-02-02"]);
    expect(drifted(daily.detectDriftByWindow(null, current))).toEqual(["2024-02-02", "2024-02-03"]);
    expect(daily.detectDriftByWindow(null, current)).toHaveLength(days - 1);
  });
  test.each([
    ["hour", "2024-01-29T00:00:00.000Z", 6],
    ["week", "2024-01-29T00:00:00.000Z", 1],
    ["month", "2024-01-01T00:00:00.000Z", 2],
    ["quarter", "2024-01-01T00:00:00.000Z", 1],
    ["year", "2024-01-01T00:00:00.000Z", 1],
  ] as const)("of a %s", (size, first, count) => {
    const parts = new DriftDetector({ timestamp: "at", window: { by: "time", size } }).detectDriftByWindow(reference, current);
    expect([parts[0]?.name, parts.length]).toEqual([first, count]);
  });
  test("of rows, the last one shorter", () => {
    const parts = new DriftDetector({ window: { by: "rows", size: 250 } }).detectDriftByWindow(reference, current.select("x"));
    expect(parts.map(({ name, rows }) => [name, rows])).toEqual([
      ["0", 250],
      ["250", 250],
      ["500", 100],
    ]);
  });
  test("that cannot be cut are refused", () => {
    const refused = (run: () => unknown) => expect(run).toThrow(expect.toSatisfy((error) => ConfigError.isInstance(error)));
    refused(() => new DriftDetector({ window: { by: "time", size: "day" } }).detectDriftByWindow(reference, current));
    refused(() => new DriftDetector({ window: { by: "rows", size: "day" } }).detectDriftByWindow(reference, current));
    expect(() => new DriftDetector({ timestamp: "x" }).detectDriftByWindow(reference, current)).toThrow(/"x".*timestamp/);
  });
});

test("slices that both tables have", () => {
  const moved = current.derive({
    x: "d => d.city === 'Oslo' ? d.x + 3 : d.x",
    city: "d => d.city === 'Oslo' ? 'Oslo' : d.x > 9 ? 'none' : 'Rome'",
  });
  const parts = new DriftDetector({}).detectDriftBySlice(reference, moved.slice(0, 400), "city");
  expect(names(parts)).toEqual(["Oslo", "Rome"]);
  expect(drifted(parts)).toEqual(["Oslo"]);
});

test("features are ranked by importance times effect", () => {
  const { details } = new DriftDetector({}).detectDrift(reference, current, { importances: { steady: 0.1, x: 0.9 } });
  const ranking = details["ranking"] as unknown as { name: string; score: number; effect: number }[];
  expect(names(ranking).slice(0, 2)).toEqual(["x", "steady"]);
  expect(ranking[0]?.score).toBe(0.9 * (ranking[0]?.effect as number));
  expect(new DriftDetector({}).detectDrift(reference, current).details).not.toHaveProperty("ranking");
});
