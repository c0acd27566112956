import * as Plot from "@observablehq/plot";
import { chart, INK } from "../chart.ts";
import { figure } from "../format.ts";
import type { Html } from "../html.ts";

export interface RangeBar {
  readonly label: string;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

/** Horizontal bars in the given order with their intervals, from 0 to either side; at most `limit` of them. */
export function rangeBars(bars: readonly RangeBar[], options: { title: string; caption?: string; limit?: number }): Html {
  const rows = bars
    .slice(0, options.limit ?? 20)
    .map((bar) => ({ ...bar, low: bar.interval?.[0] ?? bar.value, high: bar.interval?.[1] ?? bar.value }));
  const longest = Math.max(4, ...rows.map((row) => row.label.length));
  const left = bars.length - rows.length;
  return chart(
    {
      width: 480,
      height: 40 + 22 * rows.length,
      marginLeft: Math.min(200, 20 + 7.5 * longest),
      marginRight: 62,
      x: {
        label: null,
        axis: null,
        domain: [Math.min(0, ...rows.map(({ low }) => low)), Math.max(1e-12, ...rows.map(({ high }) => high))],
      },
      y: { label: null, domain: rows.map((row) => row.label), tickSize: 0 },
      marks: [
        Plot.barX(rows, { x: "value", y: "label", fill: INK.accent, insetTop: 2, insetBottom: 2, rx: 2 }),
        Plot.ruleY(rows, { y: "label", x1: "low", x2: "high", stroke: "currentColor", strokeWidth: 1.5 }),
        Plot.text(rows, {
          x: "high",
          y: "label",
          text: (row: { value: number }) => figure(row.value),
          dx: 5,
          textAnchor: "start",
          fill: INK.soft,
        }),
      ],
    },
    `${options.title}: ${rows.map((row) => `${row.label} ${figure(row.value)}`).join(", ")}`,
    `${options.caption ?? options.title}${left > 0 ? ` ${left} more ${left === 1 ? "is" : "are"} smaller.` : ""}`,
  );
}
