import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarOf } from "./calendar.ts";
import { cutWindows } from "./cut-windows.ts";

const units = ["hour", "day", "week", "month", "quarter", "year"] as const;
const inUse = fc.integer({ min: Date.UTC(2023, 0, 1), max: Date.UTC(2025, 0, 1) });

test("every dated row lies in exactly one window, the one that holds its instant, and windows touch", () => {
  fc.assert(
    fc.property(fc.constantFrom(...units), fc.array(inUse, { minLength: 1, maxLength: 50 }), (size, times) => {
      const instants = Float64Array.from(times);
      const windows = cutWindows(Uint32Array.from(times.keys()), instants, { by: "time", size });
      const rows = windows.flatMap((window) => [...window.rows]).sort((a, b) => a - b);
      expect(rows).toEqual([...times.keys()]);
      for (const [i, { start, end, rows: inside }] of windows.entries()) {
        for (const row of inside) expect((instants[row] as number) >= start && (instants[row] as number) < end).toBe(true);
        if (i > 0) expect(start).toBe(windows[i - 1]?.end);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["day", "2024-03-31T00:30:00Z", "2024-03-31", "2024-04-01"], // the clock changes in Europe: still 24 hours
  ["hour", "2024-10-27T01:59:59.999Z", "2024-10-27T01", "2024-10-27T02"],
  ["month", "2024-02-29T23:59:59.999Z", "2024-02-01", "2024-03-01"],
  ["month", "2023-12-31T23:59:59.999Z", "2023-12-01", "2024-01-01"],
  ["week", "2024-03-03T23:00:00Z", "2024-02-26", "2024-03-04"],
  ["week", "1969-12-31T00:00:00Z", "1969-12-29", "1970-01-05"],
  ["quarter", "1969-11-05T00:00:00Z", "1969-10-01", "1970-01-01"],
  ["year", "0050-06-01T00:00:00Z", "0050-01-01", "0051-01-01"],
] as const)("a %s that holds %s", (unit, instant, start, end) => {
  const calendar = calendarOf(unit);
  const span = calendar.spanOf(Date.parse(instant));
  const iso = (at: number) => new Date(at).toISOString();
  expect([iso(calendar.startOf(span)), iso(calendar.startOf(span + 1))]).toEqual([
    expect.stringContaining(start),
    expect.stringContaining(end),
  ]);
});

test("days whose last row is a whole day are not partial; instants inside a span are", () => {
  const flags = (times: string[]) =>
    cutWindows(
      Uint32Array.from(times.keys()),
      Float64Array.from(times, (time) => Date.parse(time)),
      { by: "time", size: "month" },
    ).map(({ partial }) => partial);
  expect(flags(["2024-01-01", "2024-02-29"])).toEqual([false, false]);
  expect(flags(["2024-01-02", "2024-02-28"])).toEqual([true, true]);
  expect(flags(["2024-01-01T00:00:00.001Z", "2024-01-31T23:59:59.999Z"])).toEqual([true]);
});
