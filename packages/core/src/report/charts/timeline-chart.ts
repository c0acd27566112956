import * as Plot from "@observablehq/plot";
import { chart, INK } from "../chart.ts";
import { duration } from "../format.ts";
import type { Html } from "../html.ts";

export interface Span {
  readonly label: string;
  /** Milliseconds since the start of the run. */
  readonly start: number;
  readonly end: number;
  readonly ok: boolean;
}

/** When each stage ran, one bar a stage. */
export function timelineChart(spans: readonly Span[]): Html {
  const longest = Math.max(4, ...spans.map((span) => span.label.length));
  const end = Math.max(1, ...spans.map((span) => span.end));
  const rows = spans.map((span) => ({
    ...span,
    fill: span.ok ? INK.accent : INK.bad,
    from: span.start / 1000,
    to: Math.max(span.end, span.start + end / 400) / 1000,
  }));
  return chart(
    {
      width: 960,
      height: 56 + 26 * spans.length,
      marginLeft: Math.min(200, 16 + 7 * longest),
      marginRight: 70,
      marginTop: 8,
      marginBottom: 34,
      x: { label: "seconds", domain: [0, end / 1000], grid: true },
      y: { label: null, domain: rows.map((row) => row.label), tickSize: 0 },
      color: { type: "identity" },
      marks: [
        Plot.barX(rows, { x1: "from", x2: "to", y: "label", fill: "fill", insetTop: 3, insetBottom: 3, rx: 2 }),
        Plot.text(rows, {
          x: "to",
          y: "label",
          text: (row: Span) => duration(row.end - row.start),
          dx: 6,
          textAnchor: "start",
          fill: INK.soft,
        }),
      ],
    },
    `Duration of each stage: ${spans.map((span) => `${span.label} ${duration(span.end - span.start)}`).join(", ")}`,
  );
}
