import * as Plot from "@observablehq/plot";
import { chart, INK } from "../chart.ts";
import { figure } from "../format.ts";
import type { Html } from "../html.ts";

export interface IntervalPoint {
  readonly label: string;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  /** Set apart from the others, for example the rows that the model was chosen on. */
  readonly apart?: boolean;
}

/** A value per group with its interval; `reference` draws a dashed line across. */
export function intervalChart(
  points: readonly IntervalPoint[],
  options: { title: string; reference?: { value: number; label: string } },
): Html {
  const rows = points.map((point) => ({
    ...point,
    low: point.interval?.[0] ?? point.value,
    high: point.interval?.[1] ?? point.value,
    fill: point.apart ? INK.soft : INK.accent,
  }));
  const bounds = rows.flatMap((row) => [row.low, row.high]);
  if (options.reference) bounds.push(options.reference.value);
  const low = Math.min(...bounds);
  const high = Math.max(...bounds);
  const margin = Math.max((high - low) * 0.25, 1e-6);
  const reference = options.reference;
  return chart(
    {
      width: 480,
      height: 270,
      marginLeft: 62,
      marginTop: 34,
      x: { type: "point", label: null, domain: rows.map((row) => row.label), padding: 0.6 },
      y: { label: options.title, domain: [low - margin, high + margin], grid: true, nice: true, ticks: 6 },
      marks: [
        ...(reference ? [Plot.ruleY([reference.value], { stroke: INK.bad, strokeDasharray: "4 3" })] : []),
        Plot.ruleX(rows, { x: "label", y1: "low", y2: "high", stroke: "fill", strokeWidth: 2 }),
        Plot.dot(rows, { x: "label", y: "value", r: 5, fill: "fill" }),
        Plot.text(rows, {
          x: "label",
          y: "value",
          text: (row: { value: number }) => figure(row.value),
          dx: 10,
          textAnchor: "start",
          fill: "currentColor",
          stroke: "var(--card)", // keeps lines behind it from striking it through
          strokeWidth: 4,
        }),
      ],
      color: { type: "identity" },
    },
    `${options.title}: ${points.map((point) => `${point.label} ${figure(point.value)}`).join(", ")}`,
    `Dots are values, bars their 95% intervals.${reference ? ` Dashed: ${reference.label}, ${figure(reference.value)}.` : ""}`,
  );
}
