import * as Plot from "@observablehq/plot";
import { chart, INK } from "../chart.ts";
import { figure } from "../format.ts";
import type { Html } from "../html.ts";

/** Horizontal bars, longest first; at most `limit` of them. */
export function barChart(
  bars: readonly { readonly label: string; readonly value: number }[],
  options: { title: string; limit?: number; percent?: boolean },
): Html {
  const limit = options.limit ?? 20;
  const rows = [...bars].sort((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1)).slice(0, limit);
  const longest = Math.max(4, ...rows.map((row) => row.label.length));
  const left = bars.length - rows.length;
  const show = (value: number) => (options.percent ? `${(100 * value).toFixed(1)}%` : figure(value));
  return chart(
    {
      width: 480,
      height: 40 + 22 * rows.length,
      marginLeft: Math.min(200, 20 + 7.5 * longest),
      marginRight: 52,
      x: { label: null, axis: null },
      y: { label: null, domain: rows.map((row) => row.label), tickSize: 0 },
      marks: [
        Plot.barX(rows, { x: "value", y: "label", fill: INK.accent, insetTop: 1, insetBottom: 1, rx: 2 }),
        Plot.text(rows, {
          x: "value",
          y: "label",
          text: (row: { value: number }) => show(row.value),
          dx: 5,
          textAnchor: "start",
          fill: INK.soft,
        }),
      ],
    },
    `${options.title}: ${rows.map((row) => `${row.label} ${show(row.value)}`).join(", ")}`,
    `${options.title}.${left > 0 ? ` ${left} more ${left === 1 ? "is" : "are"} smaller.` : ""}`,
  );
}
