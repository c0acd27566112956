import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MetricCollector, type PerformanceDetails } from "./index.ts";

const golden = JSON.parse(readFileSync(new URL("./__golden__/windows.json", import.meta.url), "utf8")) as {
  at: number[];
  score: number[];
  label: number[];
  call: number[];
  windows: Record<"week" | "month" | "quarter" | "year", { start: string; n: number; metrics: Record<string, number> }[]>;
};

test.each(["week", "month", "quarter", "year"] as const)("each %s as pandas cuts it, measured as by scikit-learn", (size) => {
  const collector = new MetricCollector({ window: { size } });
  const result = collector.collectMetrics(golden.label, golden.call, golden.at, { scores: golden.score });
  const { windows } = result.details as unknown as PerformanceDetails;
  expect(windows.map(({ start, n }) => ({ start, n }))).toEqual(golden.windows[size].map(({ start, n }) => ({ start, n })));
  for (const [i, expected] of golden.windows[size].entries()) {
    for (const [name, value] of Object.entries(expected.metrics)) {
      expect(Math.abs((windows[i]?.metrics[name]?.value as number) - value), `${expected.start} ${name}`).toBeLessThan(1e-12);
    }
  }
});
