import * as Plot from "@observablehq/plot";
import { chart, INK } from "../chart.ts";
import { figure } from "../format.ts";
import type { Html } from "../html.ts";

export interface WindowPoint {
  readonly label: string;
  /** Null where the metric is undefined. */
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  readonly breached: boolean;
  readonly partial: boolean;
}

/** A line across the chart. */
export interface WindowLine {
  readonly value: number;
  readonly label: string;
  /** One that must not be crossed is red; others only orient. */
  readonly bound: boolean;
}

const MOST_WINDOWS = 200;

/** A metric over the windows, with intervals, bounds, and breached windows marked. Empty windows leave a gap. */
export function windowChart(points: readonly WindowPoint[], lines: readonly WindowLine[], title: string): Html {
  const shown = points.slice(-MOST_WINDOWS);
  const rows = shown.flatMap(({ value, interval, ...rest }) =>
    value === null
      ? []
      : [
          {
            ...{ ...rest, value, low: interval?.[0] ?? value, high: interval?.[1] ?? value },
            ...{ ink: rest.breached ? INK.bad : INK.accent, body: rest.partial ? "var(--card)" : rest.breached ? INK.bad : INK.accent },
          },
        ],
  );
  const bounds = [...rows.flatMap(({ low, high }) => [low, high]), ...lines.map(({ value }) => value)];
  const low = Math.min(...bounds);
  const high = Math.max(...bounds);
  const margin = Math.max((high - low) * 0.12, 1e-6);
  const every = Math.ceil(shown.length / 16);
  const breached = rows.filter((row) => row.breached).map(({ label, value }) => `${label} ${figure(value)}`);
  const r = shown.length > 60 ? 2.5 : 5;
  return chart(
    {
      width: 960,
      height: 300,
      marginLeft: 62,
      marginRight: 150,
      marginTop: 30,
      marginBottom: shown.length > 8 ? 48 : 30,
      x: {
        type: "point",
        label: null,
        domain: shown.map(({ label }) => label),
        ticks: shown.filter((_, i) => i % every === 0).map(({ label }) => label),
        tickRotate: shown.length > 8 ? -30 : 0,
        padding: 0.6,
      },
      y: { label: title, domain: [low - margin, high + margin], grid: true, ticks: 6 },
      color: { type: "identity" },
      marks: [
        ...lines.flatMap(({ value, label, bound }) => [
          Plot.ruleY([value], { stroke: bound ? INK.bad : INK.soft, strokeDasharray: bound ? "5 3" : "2 3", strokeWidth: 1.5 }),
          Plot.text([value], {
            y: (given: number) => given,
            frameAnchor: "right",
            text: () => `${label} ${figure(value)}`,
            dx: 8,
            textAnchor: "start",
            fill: bound ? INK.bad : INK.soft,
          }),
        ]),
        Plot.line(rows, { x: "label", y: "value", stroke: INK.pale, strokeWidth: 1.5 }),
        Plot.ruleX(rows, { x: "label", y1: "low", y2: "high", stroke: "ink", strokeWidth: 2 }),
        Plot.dot(rows, { x: "label", y: "value", r, fill: "body", stroke: "ink", strokeWidth: 2 }),
        ...(shown.length <= 16
          ? [
              Plot.text(rows, {
                x: "label",
                y: "value",
                text: (row: { value: number }) => figure(row.value),
                dx: 10,
                textAnchor: "start",
                fill: "currentColor",
                stroke: "var(--card)", // so that a line behind does not strike it out
                strokeWidth: 4,
              }),
            ]
          : []),
      ],
    },
    `${title} by window${breached.length === 0 ? "; no window is out of bounds" : `; out of bounds: ${breached.join(", ")}`}`,
    `Dots are values, bars their 95% intervals, hollow dots windows that are not whole.${breached.length > 0 ? " Red dots are out of bounds." : ""}${points.length > shown.length ? ` The latest ${shown.length} of ${points.length} windows.` : ""}`,
  );
}
